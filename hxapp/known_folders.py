"""The folders that Windows itself names: Documents, wherever it was moved to, and OneDrive's own."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

_DOCUMENTS = "{FDD39AD0-238F-46AF-ADB4-6C85480369C7}"
_ONEDRIVE = "{A52BBA46-E9E1-435F-B3D9-28DAA648C0F6}"
_VARIABLES = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")


def documents() -> Path | None:
    """Where this user's Documents lie, also when they were moved to another disk or into OneDrive; None elsewhere."""
    return _known(_DOCUMENTS)


def onedrive_folders(environment: Mapping[str, str] | None = None) -> tuple[Path, ...]:
    """The folders that OneDrive says are its own: the environment's, the known folder, its accounts'."""
    environment = os.environ if environment is None else environment
    told = [environment[name] for name in _VARIABLES if environment.get(name)]
    known = _known(_ONEDRIVE)
    return tuple(dict.fromkeys([*map(Path, told), *([known] if known is not None else []), *_accounts()]))


def is_in_onedrive(path: Path, environment: Mapping[str, str] | None = None) -> bool:
    """Whether a path lies in one of them."""
    return any(path.is_relative_to(one) for one in onedrive_folders(environment))


if sys.platform == "win32":
    import ctypes
    import winreg
    from ctypes import wintypes

    class _Guid(ctypes.Structure):
        _fields_ = (("a", wintypes.DWORD), ("b", wintypes.WORD), ("c", wintypes.WORD), ("d", ctypes.c_ubyte * 8))

    def _known(identity: str) -> Path | None:
        """What SHGetKnownFolderPath says; None where there is no such folder."""
        guid, found = _Guid(), ctypes.c_void_p()
        ole, shell = ctypes.WinDLL("ole32"), ctypes.WinDLL("shell32")
        ole.CLSIDFromString.argtypes = (wintypes.LPCWSTR, ctypes.c_void_p)
        shell.SHGetKnownFolderPath.argtypes = (ctypes.c_void_p, wintypes.DWORD, wintypes.HANDLE, ctypes.c_void_p)
        ole.CoTaskMemFree.argtypes = (ctypes.c_void_p,)
        ole.CoTaskMemFree.restype = None
        if ole.CLSIDFromString(identity, ctypes.byref(guid)) != 0:
            return None
        try:
            if shell.SHGetKnownFolderPath(ctypes.byref(guid), 0, None, ctypes.byref(found)) != 0 or not found.value:
                return None
            return Path(ctypes.wstring_at(found.value))
        finally:
            ole.CoTaskMemFree(found)

    def _accounts() -> list[Path]:
        """The folder of each account that OneDrive is signed in with."""
        found: list[Path] = []
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, r"Software\Microsoft\OneDrive\Accounts") as accounts:
                for number in range(winreg.QueryInfoKey(accounts)[0]):
                    try:
                        with winreg.OpenKey(accounts, winreg.EnumKey(accounts, number)) as one:
                            found.append(Path(str(winreg.QueryValueEx(one, "UserFolder")[0])))
                    except OSError:
                        continue
        except OSError:
            pass
        return [one for one in found if one.is_absolute()]

else:

    def _known(identity: str) -> Path | None:
        return None

    def _accounts() -> list[Path]:
        return []

; The installer of HX App, made by .ci/windows/installer.py, which hands in:
;   VERSION, VERSION4 (four numbers), SIZE_KB, OUT (the .exe to write), HERE (this folder), ICON,
;   LIST (what lies in the program's folder, a path a line, folders last and with a backslash) and
;   STAGE (a file of `File` commands that lays the same out under "$INSTDIR\${NEW}").
; Exit codes beside NSIS' own (0 done, 1 cancelled, 2 failed):
!define TOO_OLD_WINDOWS 3
!define IN_USE 4         ; the program, or another installer, is running
!define NEWER_IS_HERE 5  ; the switch /OLDER lets an older version over it
!define BAD_FOLDER 6
; Further switches, beside /S and /D=: /NODESKTOP (no icon on the desktop); for the uninstaller /SETTINGS (they go too).

Unicode true
Target amd64-unicode
!ifdef QUICK
  SetCompress off
!else
  SetCompressor /SOLID /FINAL lzma
  SetCompressorDictSize 64 ; megabytes: reaches from one program to its twin
!endif
RequestExecutionLevel user
ManifestSupportedOS Win10
ManifestDPIAware true

!include LogicLib.nsh
!include FileFunc.nsh
!include WordFunc.nsh
!include WinVer.nsh
!include nsDialogs.nsh
!include MUI2.nsh
!include "${HERE}\asking.nsh"
!include "${HERE}\moving.nsh"

!define APP "HX App"
!define PROGRAM "HXApp.exe"
!define CONSOLE "hxapp-console.exe"
!define UNINSTALLER "uninstall.exe"
!define FILES "installed-files.txt"
!define NEW "~moi" ; where the new files are laid before they take the old ones' places
!define OLD "~cu"  ; where the old ones wait until the new ones stand
!define APPS "Software\Microsoft\Windows\CurrentVersion\Uninstall\HXApp"
!define CLASSES "Software\Classes"
!define KIND "HXApp.Book"
!define LONGEST 150 ; letters: the longest path inside the program's folder must still fit Windows' 260

Name "${APP}"
Caption "Cài đặt ${APP} ${VERSION}"
UninstallCaption "Gỡ ${APP}"
BrandingText "${APP} ${VERSION}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\${APP}"
InstallDirRegKey HKCU "${APPS}" "InstallLocation"
ShowInstDetails nevershow
ShowUninstDetails nevershow
SetFont "Segoe UI" 9
AllowSkipFiles off

VIProductVersion "${VERSION4}"
VIFileVersion "${VERSION4}"
VIAddVersionKey /LANG=1066 "ProductName" "${APP}"
VIAddVersionKey /LANG=1066 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=1066 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=1066 "FileDescription" "Cài đặt ${APP}"
VIAddVersionKey /LANG=1066 "CompanyName" "${APP}"
VIAddVersionKey /LANG=1066 "LegalCopyright" "Apache License 2.0"

Var Former         ; the folder of the version that is installed, empty without one
Var FormerVersion
Var OnDesktop      ; 1 when the desktop is to have an icon
Var DesktopBox
Var Settings       ; 1 when the settings are to go too
Var SettingsBox
Var Places         ; where books and backups are, a line each
Var WelcomeTitle
Var WelcomeText
Var FarewellText

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${HERE}\installer.bmp"
!define MUI_UNWELCOMEFINISHPAGE_BITMAP "${HERE}\installer.bmp"
!define MUI_WELCOMEFINISHPAGE_BITMAP_STRETCH AspectFitHeight
!define MUI_UNWELCOMEFINISHPAGE_BITMAP_STRETCH AspectFitHeight
!define MUI_TEXTCOLOR 1B2430

!insertmacro MUI_PAGE_WELCOME
!define MUI_PAGE_CUSTOMFUNCTION_PRE OnlyTheFirstTime
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE LeaveFolder
!insertmacro MUI_PAGE_DIRECTORY
Page custom ShowChoices LeaveChoices
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}"
!define MUI_FINISHPAGE_NOREBOOTSUPPORT
!insertmacro MUI_PAGE_FINISH

UninstPage custom un.ShowPlaces un.LeavePlaces
!insertmacro MUI_UNPAGE_INSTFILES
!define MUI_UNFINISHPAGE_NOREBOOTSUPPORT
!insertmacro MUI_UNPAGE_FINISH

!insertmacro MUI_LANGUAGEEX "${HERE}" "Vietnamese"

; --- before anything is shown ---------------------------------------------------------------------------------------

Function .onInit
  ${IfNot} ${AtLeastWin10}
  ${OrIfNot} ${AtLeastBuild} 17763
    ${Tell} "Windows này cũ quá" "${APP} cần Windows 10 bản 1809 trở lên hoặc Windows 11, loại 64 bit. Hãy cập nhật Windows, hoặc nhờ bộ phận tin học của phường; máy vẫn như cũ."
    SetErrorLevel ${TOO_OLD_WINDOWS}
    Quit
  ${EndIf}
  System::Call 'kernel32::CreateMutexW(p 0, i 0, w "Local\HXAppSetup") p .r1 ?e'
  Pop $0
  ${If} $0 = 183 ; ERROR_ALREADY_EXISTS
    ${Tell} "Trình cài đặt đang chạy" "Một trình cài đặt hoặc trình gỡ ${APP} khác đang chạy. Hãy làm xong ở đó trước."
    SetErrorLevel ${IN_USE}
    Quit
  ${EndIf}

  ReadRegStr $Former HKCU "${APPS}" "InstallLocation"
  ReadRegStr $FormerVersion HKCU "${APPS}" "DisplayVersion"
  ${IfNot} ${FileExists} "$Former\${PROGRAM}"
    StrCpy $Former ""
    StrCpy $FormerVersion ""
  ${EndIf}

  StrCpy $OnDesktop 1
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/NODESKTOP" $1
  ${IfNot} ${Errors}
    StrCpy $OnDesktop 0
  ${ElseIf} $Former != ""
  ${AndIfNot} ${FileExists} "$DESKTOP\${APP}.lnk"
    StrCpy $OnDesktop 0 ; taken away by hand: it stays away
  ${EndIf}

  StrCpy $WelcomeTitle "Cài đặt ${APP} ${VERSION}"
  StrCpy $WelcomeText "Chương trình theo dõi chỉ tiêu, nhiệm vụ và tiêu chí văn minh đô thị của phường.$\r$\n$\r$\nCài cho riêng người dùng Windows này, không cần quyền quản trị, không cần mạng.$\r$\n$\r$\nSổ, bản sao lưu và thiết lập đang có trên máy được giữ nguyên."
  StrCpy $R9 0
  ${If} $Former != ""
    ${VersionCompare} "$FormerVersion" "${VERSION}" $R9 ; 1: the one that is here is newer
    StrCpy $WelcomeTitle "Cập nhật ${APP}"
    StrCpy $WelcomeText "Máy này đang có ${APP} $FormerVersion; bản ${VERSION} sẽ thay vào đúng chỗ đó:$\r$\n$Former$\r$\n$\r$\nHãy đóng ${APP} trước khi tiếp tục.$\r$\n$\r$\nSổ, bản sao lưu và thiết lập được giữ nguyên."
    ${If} $R9 = 0
      StrCpy $WelcomeTitle "Cài lại ${APP} ${VERSION}"
      StrCpy $WelcomeText "Máy này đã có ${APP} ${VERSION}; chương trình sẽ được cài lại vào đúng chỗ đó:$\r$\n$Former$\r$\n$\r$\nHãy đóng ${APP} trước khi tiếp tục.$\r$\n$\r$\nSổ, bản sao lưu và thiết lập được giữ nguyên."
    ${EndIf}
  ${EndIf}

  ${If} $R9 = 1
    ${GetParameters} $0
    ClearErrors
    ${GetOptions} $0 "/OLDER" $1
    ${If} ${Errors}
      StrCpy $1 2
      ${IfNot} ${Silent}
        ${Ask} "Máy này đã có bản mới hơn" "Đang có ${APP} $FormerVersion, còn tệp này cài bản ${VERSION} cũ hơn. Sổ đã mở bằng bản mới có thể không mở được bằng bản cũ.$\r$\n$\r$\nNên giữ bản mới." "Vẫn cài bản cũ" "Giữ bản mới" ${SECOND_ANSWER} $1
      ${EndIf}
      ${If} $1 = 2
        SetErrorLevel ${NEWER_IS_HERE}
        Quit
      ${EndIf}
    ${EndIf}
  ${EndIf}

  ${If} ${Silent}
    Call CheckFolder
    ${If} $0 != ""
      SetErrorLevel ${BAD_FOLDER}
      Quit
    ${EndIf}
    Call LookWhoRuns
    ${If} $0 != ""
      SetErrorLevel ${IN_USE}
      Quit
    ${EndIf}
  ${EndIf}
FunctionEnd


; --- the folder -----------------------------------------------------------------------------------------------------

Function CheckFolder ; $0: what speaks against $INSTDIR, or nothing; leaves no trace
  StrCpy $0 ""
  StrLen $1 $INSTDIR
  ${If} $1 > ${LONGEST}
    StrCpy $0 "Đường dẫn của thư mục này dài quá ${LONGEST} chữ. Hãy chọn một thư mục có tên ngắn hơn."
    Return
  ${EndIf}
  ${If} ${FileExists} "$INSTDIR\portable.txt"
    StrCpy $0 "Thư mục này chứa bản ${APP} mang theo trên USB, có thiết lập riêng ở trong. Hãy chọn một thư mục khác."
    Return
  ${EndIf}
  StrCpy $2 $INSTDIR
  ${DoUntil} ${FileExists} "$2\*.*" ; the nearest folder that is there
    ${GetParent} $2 $2
    ${If} $2 == ""
      StrCpy $0 "Không có ổ đĩa này. Hãy chọn một thư mục khác."
      Return
    ${EndIf}
  ${Loop}
  ClearErrors
  GetTempFileName $3 $2
  ${If} ${Errors}
  ${OrIf} $3 == ""
    StrCpy $0 "Không được phép ghi vào thư mục này. Hãy chọn một thư mục khác, ví dụ thư mục đã ghi sẵn lúc đầu."
    Return
  ${EndIf}
  Delete $3
FunctionEnd

Function OnlyTheFirstTime
  ${If} $Former != ""
  ${AndIf} $Former == $INSTDIR
    Abort ; a newer version takes the place of the older
  ${EndIf}
FunctionEnd

Function LeaveFolder
  Call CheckFolder
  ${If} $0 != ""
    ${Tell} "Không cài được vào thư mục này" "$0"
    Abort
  ${EndIf}
FunctionEnd

; --- what the clerk chooses -----------------------------------------------------------------------------------------

Function ShowChoices
  !insertmacro MUI_HEADER_TEXT "Biểu tượng" "Cách mở ${APP} hằng ngày."
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateLabel} 0 0 100% 24u "${APP} luôn có trong menu Start; tệp sổ (.hxdb) mở được bằng cách bấm đúp."
  Pop $0
  ${NSD_CreateCheckbox} 0 32u 100% 12u "&Đặt thêm biểu tượng trên màn hình nền"
  Pop $DesktopBox
  ${NSD_SetState} $DesktopBox $OnDesktop
  GetDlgItem $0 $HWNDPARENT 1
  SendMessage $0 ${WM_SETTEXT} 0 "STR:$(^InstallBtn)"
  nsDialogs::Show
FunctionEnd

Function LeaveChoices
  ${NSD_GetState} $DesktopBox $OnDesktop
  Call WaitUntilClosed
  ${If} $0 != ""
    Abort
  ${EndIf}
FunctionEnd

; --- a program that is running --------------------------------------------------------------------------------------

Function LookWhoRuns ; $0: a program in the folder or in the former one that is running, or nothing
  !insertmacro RunningIn $INSTDIR $0
  ${If} $0 == ""
  ${AndIf} $Former != ""
    !insertmacro RunningIn $Former $0
  ${EndIf}
FunctionEnd

Function WaitUntilClosed ; $0: nothing once it is closed, else what still runs
  ${Do}
    Call LookWhoRuns
    ${If} $0 == ""
    ${OrIf} ${Silent}
      ${Break}
    ${EndIf}
    StrCpy $9 $0
    ${Ask} "${APP} đang chạy" "Hãy sang cửa sổ ${APP}, rời ô đang gõ rồi đóng cửa sổ; mọi số liệu đã nhập đều được giữ. Sau đó bấm “Thử lại”.$\r$\n$\r$\nTrình cài đặt không tự đóng chương trình đang mở sổ." "&Thử lại" "Hủy" ${FIRST_ANSWER} $1
    StrCpy $0 $9
    ${If} $1 = 2
      ${Break}
    ${EndIf}
  ${Loop}
FunctionEnd

; --- installing -----------------------------------------------------------------------------------------------------

Section "${APP}"
  SectionIn RO
  Call WaitUntilClosed
  ${If} $0 != ""
    SetErrorLevel ${IN_USE}
    Abort "${APP} đang chạy nên chưa cài."
  ${EndIf}
  InitPluginsDir
  File "/oname=$PLUGINSDIR\${FILES}" "${LIST}"
  Call Sweep

  ; 1. The new files beside the old ones: a full disk or a broken file ends here, and nothing has changed.
  DetailPrint "Đang chép chương trình…"
  SetDetailsPrint none
  SetOverwrite on
  !include "${STAGE}"
  SetOutPath "$INSTDIR"

  ; 2. The old ones step aside, the new ones step in; whatever goes wrong is taken back.
  SetDetailsPrint textonly
  DetailPrint "Đang đặt chương trình vào chỗ…"
  SetDetailsPrint none
  Call WaitUntilClosed
  ${If} $0 != ""
    Call Sweep
    SetErrorLevel ${IN_USE}
    Abort "${APP} đang chạy nên chưa cài."
  ${EndIf}
  CopyFiles /SILENT "$INSTDIR\${FILES}" "$PLUGINSDIR\former.txt"
  StrCpy $R3 ""
  !insertmacro MoveListed "$PLUGINSDIR\former.txt" "$INSTDIR" "$INSTDIR\${OLD}"
  ${If} $R3 == ""
    !insertmacro MoveListed "$PLUGINSDIR\${FILES}" "$INSTDIR" "$INSTDIR\${OLD}"
  ${EndIf}
  ${If} $R3 == ""
    !insertmacro MoveListed "$PLUGINSDIR\${FILES}" "$INSTDIR\${NEW}" "$INSTDIR"
  ${EndIf}
  ${If} $R3 != ""
    StrCpy $R4 $R3
    !insertmacro MoveListed "$PLUGINSDIR\${FILES}" "$INSTDIR" "$INSTDIR\${NEW}" ; those that had stepped in
    !insertmacro MoveListed "$PLUGINSDIR\former.txt" "$INSTDIR\${OLD}" "$INSTDIR"
    !insertmacro MoveListed "$PLUGINSDIR\${FILES}" "$INSTDIR\${OLD}" "$INSTDIR"
    Call Sweep
    ${IfNot} ${Silent}
      ${Tell} "Chưa cài được" "Một chương trình khác đang giữ tệp “$R4”. Hãy khởi động lại máy rồi cài lại; bản đang có vẫn dùng được."
    ${EndIf}
    SetErrorLevel 2
    Abort "Không thay được tệp “$R4”."
  ${EndIf}
  CopyFiles /SILENT "$PLUGINSDIR\${FILES}" "$INSTDIR\${FILES}"
  Call Sweep
  !insertmacro RemoveEmptyListed "$PLUGINSDIR\former.txt" "$INSTDIR" ; folders that only the older version had
  WriteUninstaller "$INSTDIR\${UNINSTALLER}"
  ${If} $Former != ""
  ${AndIf} $Former != $INSTDIR
    Call LeaveFormerFolder
  ${EndIf}

  ; 3. What Windows is told.
  SetOutPath "$INSTDIR" ; where the shortcuts start
  CreateShortcut "$SMPROGRAMS\${APP}.lnk" "$INSTDIR\${PROGRAM}" "" "" "" "" "" "Chỉ tiêu, nhiệm vụ, tiêu chí văn minh đô thị của phường"
  ${If} $OnDesktop = 1
    CreateShortcut "$DESKTOP\${APP}.lnk" "$INSTDIR\${PROGRAM}" "" "" "" "" "" "Chỉ tiêu, nhiệm vụ, tiêu chí văn minh đô thị của phường"
  ${Else}
    Delete "$DESKTOP\${APP}.lnk"
  ${EndIf}
  WriteRegStr HKCU "${CLASSES}\${KIND}" "" "Sổ ${APP}"
  WriteRegStr HKCU "${CLASSES}\${KIND}\DefaultIcon" "" "$INSTDIR\${PROGRAM},1"
  WriteRegStr HKCU "${CLASSES}\${KIND}\shell\open" "" "Mở bằng ${APP}"
  WriteRegStr HKCU "${CLASSES}\${KIND}\shell\open\command" "" '"$INSTDIR\${PROGRAM}" --book "%1"'
  WriteRegStr HKCU "${CLASSES}\.hxdb" "" "${KIND}"
  WriteRegStr HKCU "${CLASSES}\.hxdb\OpenWithProgids" "${KIND}" ""
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)' ; SHCNE_ASSOCCHANGED
  WriteRegStr HKCU "${APPS}" "DisplayName" "${APP}"
  WriteRegStr HKCU "${APPS}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${APPS}" "Publisher" "${APP}"
  WriteRegStr HKCU "${APPS}" "DisplayIcon" "$INSTDIR\${PROGRAM},0"
  WriteRegStr HKCU "${APPS}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${APPS}" "UninstallString" '"$INSTDIR\${UNINSTALLER}"'
  WriteRegStr HKCU "${APPS}" "QuietUninstallString" '"$INSTDIR\${UNINSTALLER}" /S'
  WriteRegDWORD HKCU "${APPS}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKCU "${APPS}" "NoModify" 1
  WriteRegDWORD HKCU "${APPS}" "NoRepair" 1
  SetDetailsPrint textonly
  DetailPrint "Đã cài xong."
SectionEnd

Function Sweep ; what this or an interrupted installation left beside the program
  SetOutPath "$TEMP"
  !insertmacro RemoveListed "$PLUGINSDIR\${FILES}" "$INSTDIR\${NEW}"
  RMDir "$INSTDIR\${NEW}"
  !insertmacro RemoveListed "$PLUGINSDIR\${FILES}" "$INSTDIR\${OLD}"
  !insertmacro RemoveListed "$PLUGINSDIR\former.txt" "$INSTDIR\${OLD}"
  !insertmacro RemoveListed "$INSTDIR\${FILES}" "$INSTDIR\${OLD}"
  RMDir "$INSTDIR\${OLD}"
  RMDir "$INSTDIR" ; only a folder that was made for nothing is empty
FunctionEnd

Function .onInstFailed
  Call Sweep
FunctionEnd

Function LeaveFormerFolder ; the program moved: the folder that it left
  !insertmacro RemoveListed "$Former\${FILES}" "$Former"
  Delete "$Former\${UNINSTALLER}"
  Delete "$Former\${FILES}"
  RMDir "$Former"
FunctionEnd

; --- removing -------------------------------------------------------------------------------------------------------

!include "${HERE}\places.nsh"

Function un.onInit
  StrCpy $Settings 0
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/SETTINGS" $1
  ${IfNot} ${Errors}
    StrCpy $Settings 1
  ${EndIf}
  ${Do}
    !insertmacro RunningIn $INSTDIR $0
    ${If} $0 == ""
      ${Break}
    ${EndIf}
    StrCpy $1 2
    ${IfNot} ${Silent}
      ${Ask} "${APP} đang chạy" "Hãy sang cửa sổ ${APP}, rời ô đang gõ rồi đóng cửa sổ; mọi số liệu đã nhập đều được giữ. Sau đó bấm “Thử lại”." "&Thử lại" "Hủy" ${FIRST_ANSWER} $1
    ${EndIf}
    ${If} $1 = 2
      SetErrorLevel ${IN_USE}
      Quit
    ${EndIf}
  ${Loop}
  Call un.FindPlaces
FunctionEnd

Function un.ShowPlaces
  !insertmacro MUI_HEADER_TEXT "Gỡ ${APP}" "Chỉ gỡ chương trình. Sổ và bản sao lưu không bị đụng đến."
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateLabel} 0 0 100% 20u "Chương trình sẽ được gỡ khỏi thư mục:$\r$\n$INSTDIR"
  Pop $0
  ${NSD_CreateLabel} 0 26u 100% 10u "Vẫn còn nguyên sau khi gỡ:"
  Pop $0
  nsDialogs::CreateControl EDIT "${WS_VISIBLE}|${WS_CHILD}|${WS_TABSTOP}|${WS_VSCROLL}|${WS_BORDER}|${ES_MULTILINE}|${ES_READONLY}" 0 0 37u 100% 68u "$Places"
  Pop $0
  ${NSD_CreateCheckbox} 0 111u 100% 12u "&Xóa cả thiết lập và nhật ký của tôi"
  Pop $SettingsBox
  ${NSD_CreateLabel} 12u 124u 95% 10u "$APPDATA\HXApp"
  Pop $0
  GetDlgItem $0 $HWNDPARENT 1
  SendMessage $0 ${WM_SETTEXT} 0 "STR:$(^UninstallBtn)"
  nsDialogs::Show
FunctionEnd

Function un.LeavePlaces
  ${NSD_GetState} $SettingsBox $Settings
FunctionEnd

Section "Uninstall"
  InitPluginsDir
  File "/oname=$PLUGINSDIR\${FILES}" "${LIST}"
  SetDetailsPrint none
  SetOutPath "$TEMP"
  !insertmacro un.RemoveListed "$PLUGINSDIR\${FILES}" "$INSTDIR"
  Delete "$INSTDIR\${UNINSTALLER}"
  Delete "$INSTDIR\${FILES}"
  RMDir "$INSTDIR"

  Delete "$SMPROGRAMS\${APP}.lnk"
  Delete "$DESKTOP\${APP}.lnk"
  ReadRegStr $0 HKCU "${CLASSES}\.hxdb" ""
  ${If} $0 == "${KIND}"
    DeleteRegValue HKCU "${CLASSES}\.hxdb" ""
  ${EndIf}
  DeleteRegValue HKCU "${CLASSES}\.hxdb\OpenWithProgids" "${KIND}"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.hxdb\OpenWithProgids"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.hxdb"
  DeleteRegKey HKCU "${CLASSES}\${KIND}"
  DeleteRegKey HKCU "${APPS}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'

  ${If} $Settings = 1
    Delete "$APPDATA\HXApp\hxapp.ini"
    Delete "$APPDATA\HXApp\hxapp.ini.*" ; what Qt left when it was killed while it saved
    Delete "$APPDATA\HXApp\hxapp.log"
    Delete "$APPDATA\HXApp\hxapp.log.*"
    Delete "$APPDATA\HXApp\hxapp.hard.log"
    Delete "$APPDATA\HXApp\hxapp.khoa"
    Delete "$APPDATA\HXApp\hxapp-mo-*"
    Delete "$APPDATA\HXApp\part-hxapp-mo-*"
    RMDir "$APPDATA\HXApp"
  ${EndIf}
  ${If} $R3 != ""
    StrCpy $FarewellText "Một chương trình khác đang giữ vài tệp trong thư mục$\r$\n$INSTDIR$\r$\nHãy khởi động lại máy rồi xóa thư mục đó.$\r$\n$\r$\nVẫn còn nguyên:$\r$\n$Places"
    SetErrorLevel 2
  ${Else}
    StrCpy $FarewellText "Vẫn còn nguyên:$\r$\n$\r$\n$Places"
  ${EndIf}
SectionEnd

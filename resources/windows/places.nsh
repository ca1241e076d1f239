; Where the clerk's books and backups are, for $Places: the books that the program remembers in its settings file, and
; folders of backups on this PC's fixed disks. The file is UTF-8, and a line of it may be longer than NSIS' own strings.

!define BACKUPS "HX App sao lưu" ; hxapp/disks.py: BACKUPS
!define PATH_BEGINS '\"path\": \"'
!define PATH_ENDS '\"'
!define MOST_PLACES 800 ; letters

!macro _AddPlace line
  StrLen $R5 $Places
  ${If} $R5 < ${MOST_PLACES}
    ${If} $Places != ""
      StrCpy $Places "$Places$\r$\n"
    ${EndIf}
    StrCpy $Places "$Places${line}"
  ${EndIf}
!macroend

!macro _AddBackups folder
  ${If} ${FileExists} "${folder}\${BACKUPS}\*.*"
    StrCpy $R4 1
    ${WordFind} "$Places$\r$\n" "Bản sao lưu: ${folder}\${BACKUPS}$\r$\n" "E+1{" $R6
    ${If} ${Errors} ; two books in one folder share one
      !insertmacro _AddPlace "Bản sao lưu: ${folder}\${BACKUPS}"
    ${EndIf}
    ClearErrors
  ${EndIf}
!macroend

Function un.FindPlaces
  StrCpy $Places ""
  StrCpy $R4 0 ; whether there are backups
  Call un.FindBooks
  ${If} $Places == ""
    StrCpy $Places "Sổ (tệp .hxdb): trong thư mục bạn đã chọn khi tạo sổ"
  ${EndIf}
  StrCpy $1 0
  ${Do}
    StrCpy $0 "CDEFGHIJKLMNOPQRSTUVWXYZ" 1 $1
    ${If} $0 == ""
      ${Break}
    ${EndIf}
    System::Call 'kernel32::GetDriveTypeW(w "$0:\") i .r2'
    ${If} $2 = 3 ; fixed: a stick or a share may take long to answer
      !insertmacro _AddBackups "$0:"
    ${EndIf}
    IntOp $1 $1 + 1
  ${Loop}
  !insertmacro _AddBackups "$LOCALAPPDATA\HXApp"
  ${If} $R4 = 0
    !insertmacro _AddPlace "Bản sao lưu: nơi bạn đã chọn trong Sổ > Lịch sử và an toàn > Sao lưu"
  ${EndIf}
FunctionEnd

Function un.FindBooks
  ClearErrors
  FileOpen $0 "$APPDATA\HXApp\hxapp.ini" r
  ${If} ${Errors}
    Return
  ${EndIf}
  FileSeek $0 0 END $1
  FileSeek $0 0 SET
  IntOp $2 $1 + 2
  System::Alloc $2
  Pop $2 ; the bytes, a zero after them
  System::Call 'kernel32::ReadFile(p r0, p r2, i r1, *i .r1, p 0) i .r3'
  FileClose $0
  IntOp $3 $1 * 2
  IntOp $3 $3 + 2
  System::Alloc $3
  Pop $3 ; the letters, a zero after them
  ${If} $1 > 0
    System::Call 'kernel32::MultiByteToWideChar(i 65001, i 0, p r2, i r1, p r3, i r1)'
  ${EndIf}
  System::Free $2
  System::Call 'shlwapi::StrStrW(p r3, w "recent=") p .r4'
  ${If} $4 P<> 0
    System::Call 'shlwapi::StrChrW(p r4, i 10) p .r8' ; the end of the line
    ${Do}
      System::Call `shlwapi::StrStrW(p r4, w '${PATH_BEGINS}') p .r4`
      ${If} $4 P= 0
        ${Break}
      ${EndIf}
      ${If} $8 P<> 0
      ${AndIf} $4 P> $8
        ${Break}
      ${EndIf}
      StrLen $5 '${PATH_BEGINS}'
      IntOp $5 $5 * 2
      IntPtrOp $4 $4 + $5
      System::Call `shlwapi::StrStrW(p r4, w '${PATH_ENDS}') p .r5`
      ${If} $5 P= 0
        ${Break}
      ${EndIf}
      IntPtrOp $7 $5 - $4
      IntOp $7 $7 / 2
      IntOp $7 $7 + 1
      ${If} $7 < 520
        System::Call 'kernel32::lstrcpynW(w .r6, p r4, i r7)'
        ${WordReplace} "$6" "\\\\" "\" "+" $6
        !insertmacro _AddPlace "Sổ: $6"
        ${GetParent} "$6" $6
        !insertmacro _AddBackups "$6"
      ${EndIf}
      StrCpy $4 $5
    ${Loop}
  ${EndIf}
  System::Free $3
FunctionEnd

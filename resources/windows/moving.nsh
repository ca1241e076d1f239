; Files that a list names, a path a line and folders last with a backslash at the end: moved, removed, looked at.
; A line that would lead out of the folder is passed over: the list of an older version lies where anybody can write.

; MoveListed LIST FROM TO: $R3 holds the first path that could not be moved, and nothing after it was; else it is as before.
!macro MoveListed list from to
  Push "${list}"
  Push "${from}"
  Push "${to}"
  Call MoveListed
!macroend

; RemoveListed LIST FOLDER: $R3 holds a path that could not be removed, else nothing.
!macro RemoveListed list folder
  Push "${list}"
  Push "${folder}"
  Call RemoveListed
!macroend
!macro un.RemoveListed list folder
  Push "${list}"
  Push "${folder}"
  Call un.RemoveListed
!macroend

; RemoveEmptyListed LIST FOLDER: the folders of the list that nothing is in.
!macro RemoveEmptyListed list folder
  Push "${list}"
  Push "${folder}"
  Call RemoveEmptyListed
!macroend

; RunningIn FOLDER $RESULT: the program of that folder that is running, or nothing: Windows lets nobody write to it.
!macro RunningIn folder result
  StrCpy $R8 ""
  !insertmacro _IsRunning "${folder}" "${PROGRAM}"
  !insertmacro _IsRunning "${folder}" "${CONSOLE}"
  StrCpy ${result} $R8
!macroend
!macro _IsRunning folder name
  ${If} ${FileExists} "${folder}\${name}"
    SetFileAttributes "${folder}\${name}" NORMAL
    StrCpy $R7 0
    ${Do} ; a scanner of viruses lets go after a moment, a program doesn't
      ClearErrors
      FileOpen $R6 "${folder}\${name}" a
      ${IfNot} ${Errors}
        FileClose $R6
        ${Break}
      ${EndIf}
      Sleep 200
      IntOp $R7 $R7 + 1
    ${LoopUntil} $R7 = 5
    ${If} $R7 = 5
      StrCpy $R8 "${name}"
    ${EndIf}
  ${EndIf}
!macroend

; $6: the next path of the list open in $5, nothing at its end; a folder's is kept with its backslash.
!macro _NextPath
  StrCpy $6 ""
  ${Do}
    ClearErrors
    FileRead $5 $6
    ${If} ${Errors}
      StrCpy $6 ""
      ${Break}
    ${EndIf}
    ${WordReplace} $6 "$\r" "" "+" $6
    ${WordReplace} $6 "$\n" "" "+" $6
    ${If} $6 == ""
      ${Continue}
    ${EndIf}
    ${WordFind} "$6" ".." "E+1{" $7 ; an error where there is none
    ${IfNot} ${Errors}
      ${Continue}
    ${EndIf}
    ClearErrors
    ${WordFind} "$6" ":" "E+1{" $7
    ${IfNot} ${Errors}
      ${Continue}
    ${EndIf}
    StrCpy $7 $6 1
    ${If} $7 == "\"
      ${Continue}
    ${EndIf}
    ${Break}
  ${Loop}
!macroend

Function MoveListed
  Exch $2 ; to
  Exch
  Exch $1 ; from
  Exch 2
  Exch $0 ; list
  Push $5
  Push $6
  Push $7
  Push $8
  StrCpy $R3 ""
  ${If} ${FileExists} $0
    FileOpen $5 $0 r
    ${Do}
      !insertmacro _NextPath
      ${If} $6 == ""
        ${Break}
      ${EndIf}
      StrCpy $7 $6 1 -1
      ${If} $7 == "\"
      ${OrIfNot} ${FileExists} "$1\$6"
        ${Continue}
      ${EndIf}
      ${GetParent} "$2\$6" $7
      CreateDirectory $7
      SetFileAttributes "$1\$6" NORMAL
      StrCpy $8 0
      ${Do}
        ClearErrors
        Rename "$1\$6" "$2\$6"
        ${IfNot} ${Errors}
          ${Break}
        ${EndIf}
        Sleep 200
        IntOp $8 $8 + 1
      ${LoopUntil} $8 = 15
      ${If} $8 = 15
        StrCpy $R3 "$1\$6"
        ${Break}
      ${EndIf}
    ${Loop}
    FileClose $5
  ${EndIf}
  Pop $8
  Pop $7
  Pop $6
  Pop $5
  Pop $0
  Pop $2
  Pop $1
FunctionEnd

!macro _RemoveListed
  Exch $1 ; folder
  Exch
  Exch $0 ; list
  Push $5
  Push $6
  Push $7
  Push $8
  StrCpy $R3 ""
  ${If} ${FileExists} $0
    FileOpen $5 $0 r
    ${Do}
      !insertmacro _NextPath
      ${If} $6 == ""
        ${Break}
      ${EndIf}
      StrCpy $7 $6 1 -1
      ${If} $7 == "\"
        RMDir "$1\$6"
      ${ElseIf} ${FileExists} "$1\$6"
        SetFileAttributes "$1\$6" NORMAL
        StrCpy $8 0
        ${Do}
          ClearErrors
          Delete "$1\$6"
          ${IfNot} ${Errors}
            ${Break}
          ${EndIf}
          Sleep 200
          IntOp $8 $8 + 1
        ${LoopUntil} $8 = 15
        ${If} $8 = 15
          StrCpy $R3 "$1\$6"
        ${EndIf}
      ${EndIf}
    ${Loop}
    FileClose $5
  ${EndIf}
  Pop $8
  Pop $7
  Pop $6
  Pop $5
  Pop $0
  Pop $1
!macroend
Function RemoveListed
  !insertmacro _RemoveListed
FunctionEnd
Function un.RemoveListed
  !insertmacro _RemoveListed
FunctionEnd

Function RemoveEmptyListed
  Exch $1 ; folder
  Exch
  Exch $0 ; list
  Push $5
  Push $6
  Push $7
  ${If} ${FileExists} $0
    FileOpen $5 $0 r
    ${Do}
      !insertmacro _NextPath
      ${If} $6 == ""
        ${Break}
      ${EndIf}
      StrCpy $7 $6 1 -1
      ${If} $7 == "\"
        RMDir "$1\$6"
      ${EndIf}
    ${Loop}
    FileClose $5
  ${EndIf}
  Pop $7
  Pop $6
  Pop $5
  Pop $0
  Pop $1
FunctionEnd

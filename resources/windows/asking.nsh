; Questions whose answers are Vietnamese words: a message box has Windows' own, which are English on most PCs here.

!define TASKDIALOG_FLAGS 0x1008 ; over its window, and Esc takes the second answer
!define WARNING_SIGN 65535
!define ERROR_SIGN 65534

!define FIRST_ANSWER 101
!define SECOND_ANSWER 2 ; what Esc and the cross say

; ${Ask} HEAD TEXT ANSWER1 ANSWER2 PRESET $RESULT: 1 or 2; preset is what Enter says, ${FIRST_ANSWER} or ${SECOND_ANSWER}.
!macro Ask head text first second preset result
  !insertmacro TaskDialog "${head}" "${text}" ${WARNING_SIGN} 2 "${first}" "${second}" ${preset}
  StrCpy ${result} 2
  ${If} $R0 = ${FIRST_ANSWER}
    StrCpy ${result} 1
  ${EndIf}
!macroend
!define Ask "!insertmacro Ask"

; ${Tell} HEAD TEXT: says it; in silence nothing.
!macro Tell head text
  ${IfNot} ${Silent}
    !insertmacro TaskDialog "${head}" "${text}" ${ERROR_SIGN} 1 "Đóng" "" ${SECOND_ANSWER}
  ${EndIf}
!macroend
!define Tell "!insertmacro Tell"

; $R0: the number of the button, ${FIRST_ANSWER} or ${SECOND_ANSWER}. TASKDIALOGCONFIG and TASKDIALOG_BUTTON of commctrl.h, which are packed.
!macro TaskDialog head text sign count first second preset
  StrCpy $R0 ${SECOND_ANSWER}
  StrCpy $R1 "${head}"
  StrCpy $R2 "${text}"
  !if ${count} = 1
    System::Call '*(i ${SECOND_ANSWER}, w "${first}") p .R6'
  !else
    System::Call '*(i ${FIRST_ANSWER}, w "${first}", i ${SECOND_ANSWER}, w "${second}") p .R6'
  !endif
  System::Call '*(i 160, p $HWNDPARENT, p 0, i ${TASKDIALOG_FLAGS}, i 0, w "${APP}", p ${sign}, w R1, w R2, i ${count}, p R6, i ${preset}, i 0, p 0, i 0, p 0, p 0, p 0, p 0, p 0, p 0, p 0, p 0, i 0) p .R7'
  System::Call 'comctl32::TaskDialogIndirect(p R7, *i 0 .R0, p 0, p 0) i .R8'
  System::Free $R7
  System::Free $R6
  ${If} $R8 <> 0 ; a Windows without task dialogs
    StrCpy $R0 ${SECOND_ANSWER}
    !if ${count} = 1
      MessageBox MB_OK|MB_ICONSTOP "$R1$\r$\n$\r$\n$R2" /SD IDOK
    !else
      MessageBox MB_OKCANCEL|MB_ICONEXCLAMATION "$R1$\r$\n$\r$\n$R2$\r$\n$\r$\nOK: ${first}; Cancel: ${second}." /SD IDCANCEL IDCANCEL +2
      StrCpy $R0 ${FIRST_ANSWER}
    !endif
  ${EndIf}
!macroend

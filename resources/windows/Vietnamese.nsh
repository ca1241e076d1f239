; What NSIS' pages say, beside Vietnamese.nlf; only the pages that the installer has.

!insertmacro LANGFILE "Vietnamese" = "Tiếng Việt" "Tieng Viet"

${LangFileString} MUI_TEXT_WELCOME_INFO_TITLE "$WelcomeTitle"
${LangFileString} MUI_TEXT_WELCOME_INFO_TEXT "$WelcomeText"

${LangFileString} MUI_TEXT_DIRECTORY_TITLE "Thư mục cài đặt"
${LangFileString} MUI_TEXT_DIRECTORY_SUBTITLE "Nơi đặt chương trình. Sổ của bạn không nằm trong thư mục này."

${LangFileString} MUI_TEXT_INSTALLING_TITLE "Đang cài đặt"
${LangFileString} MUI_TEXT_INSTALLING_SUBTITLE "Xin chờ một lát."
${LangFileString} MUI_TEXT_FINISH_TITLE "Đã cài xong"
${LangFileString} MUI_TEXT_FINISH_SUBTITLE "HX App đã sẵn sàng."
${LangFileString} MUI_TEXT_ABORT_TITLE "Chưa cài được"
${LangFileString} MUI_TEXT_ABORT_SUBTITLE "Máy vẫn như trước khi chạy trình cài đặt."

${LangFileString} MUI_TEXT_FINISH_INFO_TITLE "Đã cài xong HX App"
${LangFileString} MUI_TEXT_FINISH_INFO_TEXT "Mở chương trình từ menu Start, hoặc bấm đúp vào một tệp sổ (.hxdb).$\r$\n$\r$\nGỡ chương trình: Settings > Apps của Windows."
${LangFileString} MUI_TEXT_FINISH_INFO_REBOOT "Hãy khởi động lại máy."
${LangFileString} MUI_TEXT_FINISH_REBOOTNOW "&Khởi động lại ngay"
${LangFileString} MUI_TEXT_FINISH_REBOOTLATER "Để &sau"
${LangFileString} MUI_TEXT_FINISH_SHOWREADME "&Xem hướng dẫn"
${LangFileString} MUI_TEXT_FINISH_RUN "&Mở HX App ngay"
${LangFileString} MUI_BUTTONTEXT_FINISH "&Xong"

${LangFileString} MUI_UNTEXT_FINISH_INFO_REBOOT "Hãy khởi động lại máy."
${LangFileString} MUI_UNTEXT_UNINSTALLING_TITLE "Đang gỡ"
${LangFileString} MUI_UNTEXT_UNINSTALLING_SUBTITLE "Xin chờ một lát."
${LangFileString} MUI_UNTEXT_FINISH_TITLE "Đã gỡ xong"
${LangFileString} MUI_UNTEXT_FINISH_SUBTITLE "Sổ và bản sao lưu vẫn còn nguyên."
${LangFileString} MUI_UNTEXT_ABORT_TITLE "Chưa gỡ xong"
${LangFileString} MUI_UNTEXT_ABORT_SUBTITLE "Chương trình chưa được gỡ hết."
${LangFileString} MUI_UNTEXT_FINISH_INFO_TITLE "Đã gỡ HX App"
${LangFileString} MUI_UNTEXT_FINISH_INFO_TEXT "$FarewellText"

@echo off
setlocal
rem Only finds a Python and hands over to install.py. ASCII but for the messages; made CR LF and code page 932.
if not exist "%~dp0install.py" goto notunpacked
if not exist "%~dp0wheels\" goto notunpacked

set "PYRUN=py -3.13"
%PYRUN% -c "import venv" >nul 2>nul && goto run
set "PYRUN=py -3.12"
%PYRUN% -c "import venv" >nul 2>nul && goto run
set "PYRUN=py -3.11"
%PYRUN% -c "import venv" >nul 2>nul && goto run
set "PYRUN=python"
%PYRUN% -c "import sys, venv; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12), (3, 13)))" >nul 2>nul && goto run
goto nopython

:run
%PYRUN% -I "%~dp0install.py" %*
set "CODE=%ERRORLEVEL%"
goto done

:notunpacked
echo このファイルだけでは導入できません。zip を右クリックし「すべて展開」を選び、展開したフォルダーの install.bat を実行してください。
set "CODE=1"
goto done

:nopython
echo Python 3.11、3.12、3.13 のどれも見つかりません。お読みください.txt の「用意するもの」を確認してください。
set "CODE=1"
goto done

:done
if not defined FUJIPLAN_NO_PAUSE pause
exit /b %CODE%

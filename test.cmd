@echo off
rem Runs every test; makes the environment first where there is none.
setlocal
set "PYTHON=python"
where py >nul 2>nul && set "PYTHON=py -3"
%PYTHON% "%~dp0packaging\bootstrap.py" test %*
exit /b %ERRORLEVEL%

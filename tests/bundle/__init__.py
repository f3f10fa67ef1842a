"""The program as one folder: built by PyInstaller and tried (`python -m tests.bundle`), and the icons that it needs."""

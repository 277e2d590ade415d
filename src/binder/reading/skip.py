"""What lies on discs and in folders but is no document: viewers, programs, the leavings of other systems."""

from __future__ import annotations

import re

_PROGRAM = "a program, not a document"
_VIEWER = "part of a viewer program, not a document"
_SYSTEM = "left by another system, not a document"
_INDEX = "the index of a portal's download; the records it names stand beside it"
_COVERED = "a page for looking at a portal's download in a browser; the records themselves stand beside it"
_READ_ME = "instructions that came with the files, not a document"
_COVER = re.compile(r"(?:.*/)?html/index\w*\.html?")  # beside IHE_XDM, as IHE IT Infrastructure TF-2 3.32 lays it out
_INSTRUCTIONS = re.compile(r"read[ _-]?me\b.{0,60}\.(?:txt|html?|md|rtf)")
_LICENCE = "the licence of a program, not a document"
_LICENCES = re.compile(r"(?:.*[ _-])?(?:licen[cs]e|copying|eula)(?:\.(?:txt|md))?")
_BY_ENDING = {
    **dict.fromkeys(("exe", "dll", "bat", "cmd", "msi", "scr", "sys", "ocx", "dmg", "pkg", "deb", "rpm",
                     "apk", "so", "dylib", "sh", "ps1", "vbs", "jar", "class", "war", "cab", "drv", "pdb"), _PROGRAM),
    **dict.fromkeys(("ini", "inf", "cfg", "lnk", "url", "chm", "hlp", "ico", "icns", "cur", "ttf", "otf", "woff",
                     "woff2", "swf", "js", "css", "manifest", "config", "plist", "properties", "lic",
                     "xsl", "xslt", "xsd", "dtd", "nib", "qm", "mo", "tlb", "manifest"), _VIEWER),
}  # fmt: skip
_BY_ENDING |= dict.fromkeys(("p7s", "asc", "sig"), "a signature that goes with another file, not a document")
_BY_NAME = {"thumbs.db", "ehthumbs.db", "desktop.ini", "autorun.inf", "icon\r", "icon␍", "folder.jpg.lnk"}
_FOLDERS = {"__macosx", "$recycle.bin", "system volume information", "lost+found", "node_modules", "__pycache__"}


def why_skipped(path: str) -> str:
    """Why a file of this relative path (parts parted by /) is passed over; empty where it is to be read."""
    *folders, name = path.lower().split("/")
    if any(folder in _FOLDERS or (folder.startswith(".") and folder not in (".", "..")) for folder in folders):
        return _SYSTEM
    if name in _BY_NAME or name.startswith("."):
        return _SYSTEM
    if "ihe_xdm" in folders or _COVER.fullmatch(path.lower()):
        if name == "metadata.xml":
            return _INDEX
        if name.endswith((".htm", ".html")):
            return _COVERED
    if _INSTRUCTIONS.fullmatch(name):
        return _READ_ME
    if _LICENCES.fullmatch(name):
        return _LICENCE
    return _BY_ENDING.get(name.rpartition(".")[2], "") if "." in name else ""


def skipped_folder(name: str) -> bool:
    """Whether a folder of this name is passed over with all that is in it."""
    return name.lower() in _FOLDERS or name.startswith(".")

"""The page for whoever comes without the token: how to get it, and where to put it."""

from __future__ import annotations

from html import escape

from starlette.types import Scope

from edge.web.safety.answers import values

AGAIN = b"again"
OPEN = frozenset(("/page/style.css", "/page/icon.svg"))  # what the page looks like; there is nothing in them
WORDS = {
    "en": (
        "This page is locked",
        "Open the link that Cifra printed when it made its token, or put the token here.",
        "That was not the token. After several wrong ones, wait a minute.",
        "Token",
        "Open",
        "The token stands in a file on the machine with the camera. On a Raspberry Pi with the service:",
    ),
    "es": (
        "Esta página está cerrada",
        "Abre el enlace que Cifra mostró al crear su clave, o escribe la clave aquí.",
        "Esa no es la clave. Después de varias equivocadas, espera un minuto.",
        "Clave",
        "Abrir",
        "La clave está en un archivo de la máquina que tiene la cámara. En una Raspberry Pi con el servicio:",
    ),
}
PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
{refresh}<title>Cifra</title>
<link rel="icon" href="/page/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/page/style.css">
</head>
<body>
<main class="door">
<h1><img src="/page/icon.svg" alt="" width="40" height="40"> {title}</h1>
<p>{advice}</p>
<form action="/" method="get">
<label>{label} <input name="token" type="password" autocomplete="off" required autofocus></label>
<button class="main">{button}</button>
</form>
<p><small>{where}</small></p>
<pre>sudo cat /var/lib/cifra/token</pre>
</main>
</body>
</html>
"""
REFRESH = '<meta http-equiv="refresh" content="0; url=/?again">\n'


def door_page(scope: Scope, wrong: bool) -> bytes:
    """The page as HTML, in the browser's language where it is Spanish; `wrong`: a token was given, and is not the one.

    Who follows a link from another site comes without his cookie, since it is SameSite=Strict: so the first page asks
    once more by itself, which the browser takes for our own doing.
    """
    accepted = b",".join(values(scope, b"accept-language")).strip().lower()
    language = "es" if accepted.startswith(b"es") else "en"
    title, advice, was_wrong, label, button, where = map(escape, WORDS[language])
    text = PAGE.format(
        language=language,
        refresh="" if wrong or AGAIN in scope["query_string"] else REFRESH,
        title=title,
        advice=was_wrong if wrong else advice,
        label=label,
        button=button,
        where=where,
    )
    return text.encode()

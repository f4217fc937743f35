#!/usr/bin/python3
"""A real SMTP server on 127.0.0.1 for tests: STARTTLS first, then AUTH, then mail.

usage: mail_server.py FOLDER USER PASSWORD
  Makes a certificate authority of its own in FOLDER (ca.pem) and a server certificate for localhost.
  FOLDER/port         the port, once it answers
  FOLDER/received     one JSON line per accepted mail: from, to, tls, user, data
Debian packages: python3-aiosmtpd openssl
"""
import asyncio
import json
import logging
import os
import ssl
import subprocess
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


def make_certificates(folder):
    """An authority and a server certificate it signed; both are younger than the test."""
    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=closemap test authority",
            "-keyout", "ca.key", "-out", "ca.pem")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout", "server.key", "-out", "server.csr")
    with open(os.path.join(folder, "server.ext"), "w", encoding="ascii") as file:
        file.write("subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\n")
    openssl("x509", "-req", "-days", "2", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-extfile", "server.ext", "-out", "server.pem")


class Mailbox:
    """Keeps what was accepted. The file is written before the client hears 250."""

    def __init__(self, path):
        self.file = open(path, "a", encoding="utf-8")

    async def handle_DATA(self, _server, session, envelope):
        line = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "tls": session.ssl is not None,
                "user": session.auth_data.login.decode() if session.authenticated else "",
                "data": envelope.content.decode("utf-8", "replace")}
        self.file.write(json.dumps(line) + "\n")
        self.file.flush()
        return "250 2.0.0 queued"


async def serve(folder, user, password):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(folder, "server.pem"), os.path.join(folder, "server.key"))
    mailbox = Mailbox(os.path.join(folder, "received"))

    def authenticate(_server, _session, _envelope, _mechanism, data):
        good = isinstance(data, LoginPassword) and data.login == user.encode() and data.password == password.encode()
        return AuthResult(success=good, handled=False, auth_data=data)

    def session():
        return SMTP(mailbox, tls_context=context, require_starttls=True, auth_required=True,
                    authenticator=authenticate, hostname="localhost", enable_SMTPUTF8=True)

    server = await asyncio.get_running_loop().create_server(session, "127.0.0.1", 0)
    port = os.path.join(folder, "port")
    with open(port + ".new", "w", encoding="ascii") as file:
        file.write(str(server.sockets[0].getsockname()[1]))
    os.rename(port + ".new", port)
    await server.serve_forever()


def main():
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # it warns of its own past with every login
    make_certificates(sys.argv[1])
    asyncio.run(serve(*sys.argv[1:]))


if __name__ == "__main__":
    main()

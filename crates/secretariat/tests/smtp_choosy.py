"""An SMTP server that asks for a name and a password and does not take everything: for the tests of what is said then.

Arguments: port, certificate, key, folder of the mails that it takes. TLS from the first byte.
"""

import asyncio
import ssl
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult

port, certificate, key, folder = int(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4])


class Handler:
    async def handle_MAIL(self, server, session, envelope, address, options):
        if address.startswith("impostor"):
            return "553 5.7.1 not your address"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody"):
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if b"X-Full" in envelope.content:
            return "452 4.3.1 disk full"
        (folder / "taken.eml").write_bytes(envelope.content)
        return "250 taken"


def authenticate(server, session, envelope, mechanism, data):
    known = data.login == b"protocol" and data.password == "Rahasia & سر".encode()
    return AuthResult(success=known, handled=False)


async def main():
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    loop = asyncio.get_running_loop()

    def protocol():
        return SMTP(Handler(), authenticator=authenticate, auth_required=True, auth_require_tls=False)

    server = await loop.create_server(protocol, "127.0.0.1", port, ssl=context)
    await server.serve_forever()


asyncio.run(main())

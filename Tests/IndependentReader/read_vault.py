"""Reads a specvault vault by Sources/Vault/FORMAT.md alone and prints its entries as JSON.

usage: read_vault.py VAULT IDENTITY-FILE
"""
import base64
import hashlib
import hmac
import json
import sqlite3
import sys

import pyrage
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def fields(data):
    """A record's fields: tag, length (LEB128), bytes."""
    at = 0
    while at < len(data):
        tag, at, length, shift = data[at], at + 1, 0, 0
        while True:
            byte, at = data[at], at + 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        yield tag, data[at:at + length]
        at += length


def number(data):
    return int.from_bytes(data, "big", signed=True)


class Vault:
    def __init__(self, path, identities):
        self.db = sqlite3.connect(path)
        assert self.db.execute("PRAGMA application_id").fetchone()[0] == 0x64737076, "not a vault"
        assert self.db.execute("PRAGMA user_version").fetchone()[0] == 2, "unknown format"
        row = self.db.execute("SELECT identifier, salt, key FROM vault WHERE id = 1").fetchone()
        self.identifier, self.salt, wrapped = row
        self.vault_key = pyrage.decrypt(wrapped, identities)
        assert len(self.vault_key) == 32
        previous, tag, root = self.db.execute("SELECT previous, tag, body FROM root WHERE id = 1").fetchone()
        assert tag == b"root is " + root[-16:]
        self.root = dict(fields(self.open("root", root, 1)))
        assert previous == b"root was" + self.root[6]
        self.check_index()
        self.check_audit()

    def key(self, purpose):
        info = b"deployspec vault 1 " + purpose.encode()
        return HKDF(hashes.SHA256(), 32, self.salt, info).derive(self.vault_key)

    def open(self, table, sealed, row, parent=0):
        bound = self.identifier + table.encode() + row.to_bytes(8, "big") + parent.to_bytes(8, "big")
        return AESGCM(self.key(table)).decrypt(sealed[:12], sealed[12:], bound)

    def mac(self, purpose, message):
        return hmac.new(self.key(purpose), message, hashlib.sha256).digest()

    def check_index(self):
        """Every leaf is in its bucket's digest, every bucket in the root's."""
        self.leaves = self.db.execute("SELECT lookup, record, tag FROM leaf ORDER BY lookup").fetchall()
        buckets = dict(self.db.execute("SELECT id, digest FROM bucket"))
        assert sorted(buckets) == list(range(256))
        for bucket in range(256):
            message = b"bucket" + bytes([bucket])
            for lookup, record, tag in self.leaves:
                if lookup[0] == bucket:
                    message += lookup + record.to_bytes(8, "big") + tag
            assert self.mac("index", message) == buckets[bucket], f"bucket {bucket}"
        assert self.mac("index", b"index" + b"".join(buckets[i] for i in range(256))) == self.root[2]

    def check_audit(self):
        head, count = bytes(32), 0
        for row, sealed in self.db.execute("SELECT id, body FROM audit ORDER BY id"):
            self.open("audit", sealed, row)
            head, count = self.mac("audit", b"audit" + head + sealed[-16:]), count + 1
        assert count == number(self.root[3]) and head == self.root[4], "audit"

    def lookup(self, kind, *parts):
        return self.mac("lookup", b"\0".join(part.encode() for part in (kind, *parts)))[:16]

    def entries(self):
        for lookup, row, tag in self.leaves:
            sealed = self.db.execute("SELECT body FROM record WHERE id = ?", (row,)).fetchone()[0]
            assert sealed[-16:] == tag
            record = list(fields(self.open("record", sealed, row)))
            if number(record[0][1]) == 1:
                yield self.entry(lookup, row, record)

    def entry(self, lookup, row, record):
        one = {tag: data for tag, data in record}
        store, account, region, name = (one[tag].decode() for tag in (2, 3, 4, 5))
        assert lookup == self.lookup("entry", store, account, region, name)
        versions = []
        for version in (fields(data) for tag, data in record if tag == 9):
            version = list(version)
            part = dict(version)
            sealed = self.db.execute("SELECT body FROM value WHERE id = ?", (number(part[6]),)).fetchone()[0]
            assert sealed[-16:] == part[7]
            value = self.open("value", sealed, number(part[6]), row)
            assert len(value) == number(part[5])
            versions.append({
                "id": part[1].decode(), "labels": [data.decode() for tag, data in version if tag == 3],
                "value": base64.b64encode(value).decode()})
        tags = [dict(fields(data)) for tag, data in record if tag == 8]
        return {"store": store, "account": account, "region": region, "name": name, "versions": versions,
                "tags": {tag[1].decode(): tag[2].decode() for tag in tags}}


def main(path, identity_file):
    lines = [line.strip() for line in open(identity_file) if line.startswith("AGE-SECRET-KEY-")]
    vault = Vault(path, [pyrage.x25519.Identity.from_str(line) for line in lines])
    entries = sorted(vault.entries(), key=lambda entry: (entry["store"], entry["name"]))
    json.dump(entries, sys.stdout, indent=1, ensure_ascii=False)


main(*sys.argv[1:])

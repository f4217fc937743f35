#!/usr/bin/python3
"""Talks to a Tryton test server, and changes single opportunities for tests.

usage: tryton_rpc.py PORT end-date REFERENCE YYYY-MM-DD     moves the expected close
       tryton_rpc.py PORT delete REFERENCE
       tryton_rpc.py PORT state REFERENCE WORD             lead, opportunity, won, lost, cancelled
       tryton_rpc.py PORT count                            prints how many opportunities there are
env: PW (admin's password, "admin")
"""
import base64
import json
import os
import sys
import urllib.request


class Tryton:
    """One session of admin on database crm; the context is the user's own."""

    def __init__(self, port, password=None):
        self.url = f"http://127.0.0.1:{port}/crm/"
        self.headers = {"Content-Type": "application/json"}
        self.last_id = 0
        password = password or os.environ.get("PW", "admin")
        self.user, token = self.raw("common.db.login", "admin", {"password": password})[:2]
        proof = base64.b64encode(f"admin:{self.user}:{token}".encode()).decode()
        self.headers["Authorization"] = "Session " + proof
        self.refresh()

    def raw(self, method, *params):
        self.last_id += 1
        body = json.dumps({"id": self.last_id, "method": method, "params": params}).encode()
        request = urllib.request.Request(self.url, body, self.headers)
        with urllib.request.urlopen(request, timeout=600) as reply:
            answer = json.load(reply)
        if "error" in answer:
            raise SystemExit(f"tryton {method}: {answer['error']}")
        return answer["result"]

    def refresh(self):
        self.context = self.raw("model.res.user.get_preferences", True, {}) or {}

    def call(self, model, rpc, *params):
        return self.raw(f"model.{model}.{rpc}", *params, self.context)

    def create(self, model, rows):
        return self.call(model, "create", rows) if rows else []

    def opportunity(self, reference):
        found = self.call("sale.opportunity", "search", [["reference", "=", reference]], 0, 2, None)
        if len(found) != 1:
            raise SystemExit(f"{len(found)} opportunities have the reference {reference}")
        return found


def date(text):
    if not text:
        return None
    year, month, day = (int(part) for part in text.split("-"))
    return {"__class__": "date", "year": year, "month": month, "day": day}


def decimal(value):
    return None if value in (None, "") else {"__class__": "Decimal", "decimal": str(value)}


def main(port, command, *rest):
    tryton = Tryton(port)
    if command == "end-date":
        reference, day = rest
        tryton.call("sale.opportunity", "write", tryton.opportunity(reference),
                    {"end_date": date(day)})
    elif command == "state":
        reference, word = rest
        tryton.call("sale.opportunity", "write", tryton.opportunity(reference), {"state": word})
    elif command == "delete":
        tryton.call("sale.opportunity", "delete", tryton.opportunity(*rest))
    elif command == "count":
        print(tryton.call("sale.opportunity", "search_count", []))
    else:
        raise SystemExit(__doc__)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])

"""What one would write in an afternoon: every deal of both portals into one SQLite table.

naive.py ORIGIN DATABASE PROPERTIES prints "name value" pairs: records, cpu_s, wall_s.
"""
import json
import resource
import sqlite3
import sys
import time

import requests

INSERT = """INSERT OR REPLACE INTO deal(portal, id, name, account, owner_email, owner_id, stage, amount,
currency, close_date, created_on, next_step, registration, modified, raw)
VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def row(portal, deal):
    p = deal["properties"]
    return (portal, deal["id"], p["dealname"], p["company_name"], p["hubspot_owner_email"],
            p["hubspot_owner_id"], p["dealstage"], p["amount"], p["deal_currency_code"],
            p["closedate"][:10], p["createdate"][:10], p["hs_next_step"], p["deal_registration"],
            deal["updatedAt"], json.dumps(deal))


def read(session, database, origin, portal, properties):
    records, after = 0, "0"
    while after is not None:
        reply = session.get(origin + "/" + portal + "/crm/v3/objects/deals",
                            params={"limit": 100, "archived": "false", "properties": properties,
                                    "after": after}, timeout=60)
        reply.raise_for_status()
        page = reply.json()
        after = page.get("paging", {}).get("next", {}).get("after")
        with database:  # one transaction a page
            database.executemany(INSERT, [row(portal, deal) for deal in page["results"]])
            database.execute("INSERT OR REPLACE INTO cursor(portal, after) VALUES(?, ?)",
                             (portal, after))
        records += len(page["results"])
    return records


def main():
    origin, path, properties = sys.argv[1:]
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("""CREATE TABLE deal(portal TEXT, id TEXT, name TEXT, account TEXT,
        owner_email TEXT, owner_id TEXT, stage TEXT, amount TEXT, currency TEXT, close_date TEXT,
        created_on TEXT, next_step TEXT, registration TEXT, modified TEXT, raw TEXT,
        PRIMARY KEY(portal, id))""")
    database.execute("CREATE TABLE cursor(portal TEXT PRIMARY KEY, after TEXT)")
    start_cpu, start = cpu(), time.monotonic()
    records = 0
    with requests.Session() as session:
        for portal in ("vendor", "partner"):
            records += read(session, database, origin, portal, properties)
    print("records", records, "cpu_s", cpu() - start_cpu, "wall_s", time.monotonic() - start)


main()

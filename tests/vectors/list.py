"""Prints every vector of the package brs-kb, as JSON. Usage: list.py FOLDER_OF_THE_PACKAGE"""
import json
import sys

sys.path.insert(0, sys.argv[1])
from brs_kb.payloads import get_all_payloads

vectors = get_all_payloads().values()
json.dump([{"text": vector.payload, "markdown": "markdown" in vector.contexts} for vector in vectors], sys.stdout)

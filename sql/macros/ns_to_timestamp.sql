-- ns_to_timestamp: int64 ns since 1970 UTC → TIMESTAMP_NS. Filter on the integer, not on the result: only it prunes.
create or replace macro ns_to_timestamp(ns) as make_timestamp_ns(ns)

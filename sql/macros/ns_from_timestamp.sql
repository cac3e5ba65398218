-- ns_from_timestamp: any TIMESTAMP type → int64 ns since 1970 UTC; null before 1973, as for integers.
create or replace macro ns_from_timestamp(value) as case
    when epoch_ns(value) >= 100_000_000_000_000_000 then epoch_ns(value)
end

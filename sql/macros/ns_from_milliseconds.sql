-- ns_from_milliseconds: integer ms since 1970 → int64 ns; null outside the magnitude of ms (years 1973 to 5138).
create or replace macro ns_from_milliseconds(value) as case
    when try_cast(value as bigint) >= 100_000_000_000 and try_cast(value as bigint) < 100_000_000_000_000
        then try_cast(value as bigint) * 1_000_000
end

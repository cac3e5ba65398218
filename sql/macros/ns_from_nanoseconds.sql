-- ns_from_nanoseconds: integer ns since 1970 as int64; null below the magnitude of ns (year 1973).
create or replace macro ns_from_nanoseconds(value) as case
    when try_cast(value as bigint) >= 100_000_000_000_000_000 then try_cast(value as bigint)
end

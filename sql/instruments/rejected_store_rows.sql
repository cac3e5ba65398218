-- rejected_store_rows: rows of an instruments store that define nothing, with the reason; grain row of the store; order
-- store_row_number. Source: rejected_instruments, store_instruments.
select
    rejected_instruments.reason,
    store_instruments.store_row_number,
    store_instruments.instrument_key,
    store_instruments.store_row,
from rejected_instruments
inner join store_instruments using (store_row_number)
order by store_instruments.store_row_number

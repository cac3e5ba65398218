-- marks: one row per run, instrument and instant of the time grid: what positions were valued at.
-- mark is the mid, or the last price without a book; position is signed. Unordered; ts_init ascends in each file.
-- Source: mark_facts, run_instruments.
select
    mark_facts.run_id,
    mark_facts.ts_init,
    run_instruments.instrument_id,
    run_instruments.venue,
    mark_facts.bid,
    mark_facts.ask,
    mark_facts.last,
    coalesce((mark_facts.bid::double + mark_facts.ask::double) / 2, mark_facts.last::double) as mark,
    mark_facts.position,
from mark_facts
left join run_instruments
    on mark_facts.run_id = run_instruments.run_id
    and mark_facts.instrument_index = run_instruments.instrument_index

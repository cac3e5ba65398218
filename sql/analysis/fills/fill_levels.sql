-- fill_levels: one row per run, instrument, evidence and level of the book that fills took from; order run_id,
-- instrument_id, evidence_kind, level_index. level_index counts from 0, the best; null where a print or the last price
-- is the evidence. evidence_quantity is what the levels or prints showed. Source: fill_facts, run_instruments.
select
    fill_facts.run_id,
    run_instruments.instrument_id,
    evidence_kind_name(fill_facts.evidence_kind) as evidence_kind,
    fill_facts.level_index,
    count(*) as fills,
    sum(fill_facts.quantity) as quantity,
    sum(fill_facts.evidence_size) as evidence_quantity,
from fill_facts
inner join run_instruments
    on fill_facts.run_id = run_instruments.run_id
    and fill_facts.instrument_index = run_instruments.instrument_index
group by all
order by run_id, instrument_id, evidence_kind, level_index

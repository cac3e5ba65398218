-- running_positions: fills of a run after which the position is not the one before plus the fill; one row per
-- disagreement, at most 20, none when all agree; order: fill_seq. In hedging each position runs by itself.
-- Source: fill_facts, run_instruments.
with steps as (
    select
        fill_facts.file_row_number,
        fill_facts.position_after,
        coalesce(lag(fill_facts.position_after) over (
            partition by
                fill_facts.instrument_index,
                case when run_instruments.oms_type = 'HEDGING' then fill_facts.position_id end
            order by fill_facts.file_row_number
        ), 0)
            + case fill_facts.side when 1 then fill_facts.quantity else -fill_facts.quantity end as position_expected,
    from fill_facts
    left join run_instruments
        on fill_facts.run_id = run_instruments.run_id
        and fill_facts.instrument_index = run_instruments.instrument_index
    where fill_facts.run_id = $run_id::varchar
)

select
    'position after fill ' || (file_row_number + 1) as subject,
    position_expected::varchar as expected,
    position_after::varchar as found,
from steps
where position_after <> position_expected
order by file_row_number
limit 20

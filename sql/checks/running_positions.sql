-- running_positions: fills of a run after which the position is not the one before plus the fill; one row per
-- disagreement, at most 20, none when all agree; order: fill_seq. Source: fill_facts.
with steps as (
    select
        file_row_number,
        position_after,
        coalesce(lag(position_after) over (partition by instrument_index order by file_row_number), 0)
            + case side when 1 then quantity else -quantity end as position_expected,
    from fill_facts
    where run_id = $run_id::varchar
)

select
    'position after fill ' || (file_row_number + 1) as subject,
    position_expected::varchar as expected,
    position_after::varchar as found,
from steps
where position_after <> position_expected
order by file_row_number
limit 20

-- instruments: definitions of the instruments that were converted; grain instrument; order instrument_id.
-- Prices and sizes of the definition are exact decimal text. Source: instrument_files.
select *,
from instrument_files
order by instrument_id

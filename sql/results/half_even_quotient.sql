-- half_even_quotient(numerator, denominator): the quotient of two HUGEINT, rounded half to even; denominator > 0.
create or replace macro half_even_quotient(numerator, denominator) as
    case
        when denominator = 1 then numerator
        else sign(numerator)::hugeint * (
            abs(numerator) // denominator
            + case
                when 2 * (abs(numerator) % denominator) > denominator then 1
                when 2 * (abs(numerator) % denominator) = denominator then (abs(numerator) // denominator) % 2
                else 0
            end
        )
    end

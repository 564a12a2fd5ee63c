using System.Collections.Frozen;

namespace OptPolicy;

/// <summary>Numbers, units, months and days that are written as words.</summary>
internal static class NumberWords
{
    /// <summary>"one" is left out: it is a pronoun more often than a number.</summary>
    public static readonly FrozenDictionary<string, decimal> Cardinals = Numbered(
        "zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", [0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19])
        .Concat(Numbered("twenty thirty forty fifty sixty seventy eighty ninety", [20, 30, 40, 50, 60, 70, 80, 90]))
        .Concat(Numbered("dozen half double twice triple thrice", [12, 0.5m, 2, 2, 3, 3]))
        .ToFrozenDictionary(StringComparer.Ordinal);

    public static readonly FrozenDictionary<string, decimal> Multipliers =
        Numbered("hundred thousand million billion trillion", [100, 1000, 1_000_000, 1_000_000_000, 1_000_000_000_000]).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>"second" is left out: it is a unit as often.</summary>
    public static readonly FrozenDictionary<string, decimal> Ordinals =
        Numbered("third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth", [3, 4, 5, 6, 7, 8, 9, 10, 11, 12]).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Units in one spelling.</summary>
    public static readonly FrozenDictionary<string, string> Units = Spellings(
        """
        %:percent,pct,percentage usd:$,dollar,dollars,usd,bucks eur:€,euro,euros,eur gbp:£,pound-sterling,gbp,quid inr:₹,rupee,rupees,inr,rs
        jpy:¥,yen,jpy cent:cents,cent ms:ms,millisecond,milliseconds s:s,sec,secs,second,seconds min:min,mins,minute,minutes h:h,hr,hrs,hour,hours
        day:d,day,days week:week,weeks,wk,wks month:month,months year:year,years,yr,yrs decade:decade,decades century:century,centuries
        mm:mm,millimeter,millimeters cm:cm,centimeter,centimeters m:meter,meters,metre,metres km:km,kilometer,kilometers,kilometre,kilometres
        mile:mile,miles,mi ft:ft,foot,feet inch:inch,inches yard:yard,yards g:g,gram,grams kg:kg,kgs,kilo,kilos,kilogram,kilograms mg:mg,milligram,milligrams
        lb:lb,lbs,pound,pounds oz:oz,ounce,ounces ton:ton,tons,tonne,tonnes l:liter,liters,litre,litres,l ml:ml,milliliter,milliliters
        gallon:gallon,gallons,gal cup:cup,cups tsp:tsp,teaspoon,teaspoons tbsp:tbsp,tablespoon,tablespoons
        b:byte,bytes kb:kb,kilobyte,kilobytes mb:mb,megabyte,megabytes gb:gb,gigabyte,gigabytes tb:tb,terabyte,terabytes
        c:celsius,°c f:fahrenheit,°f degree:degree,degrees,° hp:hp w:watt,watts kw:kw,kilowatt,kilowatts v:volt,volts hz:hz ghz:ghz mhz:mhz
        mph:mph kmh:kmh,kph k:k x:x,times
        """);

    /// <summary>Days, months and days relative to today, in one spelling.</summary>
    public static readonly FrozenDictionary<string, string> Days = Spellings(
        """
        monday:monday,mondays,mon tuesday:tuesday,tuesdays,tue,tues wednesday:wednesday,wednesdays,wed thursday:thursday,thursdays,thu,thurs
        friday:friday,fridays,fri saturday:saturday,saturdays,sat sunday:sunday,sundays january:january,jan february:february,feb april:april,apr
        june:june,jun july:july,jul august:august,aug september:september,sep,sept october:october,oct november:november,nov december:december,dec
        today:today,todays tonight:tonight tomorrow:tomorrow,tomorrows yesterday:yesterday,yesterdays midnight:midnight noon:noon,midday
        weekend:weekend,weekends morning:morning,mornings evening:evening,evenings afternoon:afternoon,afternoons
        christmas:christmas,xmas easter:easter thanksgiving:thanksgiving halloween:halloween
        """);

    private static IEnumerable<KeyValuePair<string, decimal>> Numbered(string words, decimal[] values) =>
        words.Split(' ').Zip(values, KeyValuePair.Create);

    private static FrozenDictionary<string, string> Spellings(string table) =>
        table.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
            .Select(entry => entry.Split(':'))
            .SelectMany(entry => entry[1].Split(',').Append(entry[0]).Distinct(StringComparer.Ordinal).Select(spelling => KeyValuePair.Create(spelling, entry[0])))
            .DistinctBy(pair => pair.Key, StringComparer.Ordinal)
            .ToFrozenDictionary(StringComparer.Ordinal);
}

using System.Globalization;

namespace OptPolicy.Reporting;

/// <summary>How reports write amounts: the same in text and HTML, independent of the machine's culture.</summary>
public static class ReportFormat
{
    /// <summary>US dollars with as many digits as the amount needs: <c>$1,234.50</c>, <c>$0.0313</c>, <c>$0.003561</c>, <c>$0.00000025</c>.</summary>
    public static string Money(decimal dollars)
    {
        var size = Math.Abs(dollars);
        var digits = size switch
        {
            >= 10 => "#,0.00",
            >= 0.01m => "0.0000",
            >= 0.0001m => "0.0000##",
            0 => "0.00",
            _ => "0.00##########",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{(dollars < 0 ? "-" : "")}${size.ToString(digits, CultureInfo.InvariantCulture)}");
    }

    /// <summary>A share in percent with one digit: <c>63.4 %</c>.</summary>
    public static string Percent(decimal share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %");

    /// <summary>A count with separators: <c>12,345</c>.</summary>
    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A duration in the unit that suits it: <c>840 ms</c>, <c>3.20 s</c>.</summary>
    public static string Duration(TimeSpan duration) => duration switch
    {
        { TotalSeconds: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.00} s"),
        { TotalMilliseconds: >= 10 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0.00} ms"),
    };

    /// <summary>The same amount without trailing zeros, so that equal amounts also look equal in JSON.</summary>
    internal static decimal Plain(decimal dollars) => dollars / 1.0000000000000000000000000000m;

    internal static string Instant(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}

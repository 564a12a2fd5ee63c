using System.Globalization;

namespace SupportSample.Output;

/// <summary>Money and shares as text.</summary>
internal static class Money
{
    public static string Text(decimal dollars) => dollars switch
    {
        0 => "$0",
        < 0 => "-" + Text(-dollars),
        < 0.01m => dollars.ToString("$0.00000", CultureInfo.InvariantCulture),
        < 10 => dollars.ToString("$0.0000", CultureInfo.InvariantCulture),
        _ => dollars.ToString("$0.00", CultureInfo.InvariantCulture),
    };

    public static string Share(decimal part, decimal whole) =>
        whole == 0 ? "-" : (part / whole).ToString("0.0 %", CultureInfo.InvariantCulture);

    public static string Share(double share) => share.ToString("0.0 %", CultureInfo.InvariantCulture);
}

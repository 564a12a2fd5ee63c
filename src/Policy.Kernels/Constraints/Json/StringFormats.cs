namespace OptPolicy.Kernels.Constraints;

/// <summary>The values of JSON schema's <c>format</c> as patterns: not wider than the specification, and every date is a day that exists.</summary>
internal static class StringFormats
{
    private const string Year = "[1-9][0-9]{3}";
    private const string LeapYear = "(?:[1-9][0-9](?:0[48]|[2468][048]|[13579][26])|(?:[2468][048]|[13579][26])00)";
    private const string Date = $"(?:{Year}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))|{LeapYear}-02-29)";
    private const string Clock = "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,7})?";
    private const string Offset = "(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9])";
    private const string Byte = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private const string Label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private const string Host = $"{Label}(?:\\.{Label}){{0,4}}";

    public static string? PatternOf(string format) => format switch
    {
        "date" => $"^{Date}$",
        "time" => $"^{Clock}{Offset}$",
        "date-time" => $"^{Date}T{Clock}{Offset}$",
        "uuid" => "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$",
        "ipv4" => $"^{Byte}(?:\\.{Byte}){{3}}$",
        "hostname" => $"^{Host}$",
        "email" => $"^[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~-]{{1,32}}(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~-]{{1,31}})?@{Label}(?:\\.{Label}){{1,4}}$",
        "uri" => $"^[a-z][a-z0-9+.-]{{1,15}}://{Host}(?::[0-9]{{1,4}})?(?:/[A-Za-z0-9._~!$&'()*+,;=:@-]*)*$",
        "duration" => "^P(?:[0-9]{1,4}W|[0-9]{1,4}D(?:T(?:[0-9]{1,4}H)?[0-9]{1,4}M(?:[0-9]{1,4}S)?)?|T(?:[0-9]{1,4}H(?:[0-9]{1,4}M(?:[0-9]{1,4}S)?)?|[0-9]{1,4}M(?:[0-9]{1,4}S)?|[0-9]{1,4}S))$",
        _ => null,
    };
}

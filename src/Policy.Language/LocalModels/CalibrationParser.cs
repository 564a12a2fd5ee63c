using System.Globalization;
using System.Text.Json;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Language.LocalModels;

/// <summary>Reads the one object of a calibration file; the first mistake ends it.</summary>
internal ref struct CalibrationParser(ReadOnlySpan<byte> json)
{
    private static readonly string[] Numbers = ["level", "slope", "level_variance", "covariance", "slope_variance"];

    private readonly ReadOnlySpan<byte> _json = json;
    private readonly Dictionary<string, double> _numbers = new(StringComparer.Ordinal);
    private CalibrationConditions? _conditions;
    private CalibrationCheck? _check;

    public CalibrationProblem? Problem { get; private set; }

    public CalibrationDeclaration? Parse()
    {
        string? embedder = null;
        var reader = new Utf8JsonReader(_json);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return Fail(reader.TokenStartIndex, "it must hold one object");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                if (name is "embedder")
                {
                    if (reader.TokenType != JsonTokenType.String)
                        return Fail(reader.TokenStartIndex, "'embedder' must be a text");
                    embedder = reader.GetString();
                }
                else if (name is "version" or "labels" || Array.IndexOf(Numbers, name) >= 0)
                {
                    if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var number) || !double.IsFinite(number))
                        return Fail(reader.TokenStartIndex, $"'{name}' must be a number");
                    if (Mistake(name, number) is { } mistake)
                        return Fail(reader.TokenStartIndex, mistake);
                    _numbers[name] = number;
                }
                else if (name is "made_with" or "check")
                {
                    if (!ReadObject(ref reader, name))
                        return Fail(reader.TokenStartIndex, $"'{name}' is not what 'optpolicy tune' writes; write the file again");
                }
                else
                {
                    reader.Skip();
                }
            }

            var end = reader.TokenStartIndex;
            while (reader.Read())
            {
                // Whatever follows the object is a mistake, which the reader throws at.
            }

            return Complete(embedder, end);
        }
        catch (JsonException e)
        {
            Problem = new CalibrationProblem((int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1, "it is not JSON");
            return null;
        }
    }

    private static string? Mistake(string name, double number) => name switch
    {
        "version" when number is not 1 => "'version' must be 1; write the file again with 'optpolicy tune'",
        "labels" when number is < 1 or > int.MaxValue || number != Math.Floor(number) => "'labels' must be a whole number from 1",
        "level_variance" or "slope_variance" when number < 0 => $"'{name}' is a variance and must not be negative",
        _ => null,
    };

    private CalibrationDeclaration? Complete(string? embedder, long end)
    {
        foreach (var name in (ReadOnlySpan<string>)["version", "labels", .. Numbers])
        {
            if (!_numbers.ContainsKey(name))
                return Fail(end, $"'{name}' is missing");
        }

        if (string.IsNullOrEmpty(embedder))
            return Fail(end, "'embedder' is missing");

        var (level, slope, covariance) = (_numbers["level_variance"], _numbers["slope_variance"], _numbers["covariance"]);
        if (covariance * covariance > level * slope * (1 + 1e-9))
            return Fail(end, string.Create(CultureInfo.InvariantCulture, $"no level and slope have the covariance {covariance} with these variances"));
        return new CalibrationDeclaration(_numbers["level"], _numbers["slope"], level, covariance, slope, (int)_numbers["labels"], embedder) { Conditions = _conditions, Check = _check };
    }

    private bool ReadObject(ref Utf8JsonReader reader, string name)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
            return false;
        if (name is "check")
        {
            _check = Number(root, "served") is { } served && Number(root, "false") is { } wrong && Number(root, "upper") is { } upper && wrong <= served && upper <= 1
                ? new CalibrationCheck((int)served, (int)wrong, upper)
                : null;
            return _check is not null;
        }

        _conditions = Text(root, "embedder") is { } embedder && Text(root, "verifier") is { } verifier && root.TryGetProperty("guards", out var guards)
            && guards.ValueKind == JsonValueKind.Array && guards.EnumerateArray().All(static g => g.ValueKind == JsonValueKind.String)
                ? new CalibrationConditions(embedder, [.. guards.EnumerateArray().Select(static g => g.GetString()!)], verifier)
                : null;
        return _conditions is not null;
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number is >= 0 and <= int.MaxValue ? number : null;

    private CalibrationDeclaration? Fail(long offset, string message)
    {
        var before = _json[..(int)offset];
        Problem = new CalibrationProblem(before.Count((byte)'\n') + 1, (int)offset - before.LastIndexOf((byte)'\n'), message);
        return null;
    }
}

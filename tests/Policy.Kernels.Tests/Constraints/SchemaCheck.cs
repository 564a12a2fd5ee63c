using System.Text.Json;
using System.Text.RegularExpressions;

namespace OptPolicy.Kernels.Tests.Constraints;

/// <summary>A second, independent reading of the JSON schema keywords that grammars enforce: it checks finished values.</summary>
internal static class SchemaCheck
{
    public static bool IsValid(JsonElement schema, JsonElement value) => Check(schema, schema, value);

    private static bool Check(JsonElement root, JsonElement schema, JsonElement value)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return schema.ValueKind == JsonValueKind.True;
        return schema.EnumerateObject().All(keyword => Keyword(root, schema, keyword.Name, keyword.Value, value));
    }

    private static bool Keyword(JsonElement root, JsonElement schema, string name, JsonElement arg, JsonElement value)
    {
        var isObject = value.ValueKind == JsonValueKind.Object;
        var isArray = value.ValueKind == JsonValueKind.Array;
        var isText = value.ValueKind == JsonValueKind.String;
        var isNumber = value.ValueKind == JsonValueKind.Number;
        return name switch
        {
            "type" => arg.ValueKind == JsonValueKind.Array ? arg.EnumerateArray().Any(type => IsType(type.GetString()!, value)) : IsType(arg.GetString()!, value),
            "const" => JsonElement.DeepEquals(arg, value),
            "enum" => arg.EnumerateArray().Any(item => JsonElement.DeepEquals(item, value)),
            "anyOf" => arg.EnumerateArray().Any(branch => Check(root, branch, value)),
            "oneOf" => arg.EnumerateArray().Count(branch => Check(root, branch, value)) == 1,
            "allOf" => arg.EnumerateArray().All(branch => Check(root, branch, value)),
            "$ref" => Check(root, Resolve(root, arg.GetString()!), value),
            "required" => !isObject || arg.EnumerateArray().All(item => value.TryGetProperty(item.GetString()!, out _)),
            "properties" => !isObject || value.EnumerateObject().All(member => !arg.TryGetProperty(member.Name, out var own) || Check(root, own, member.Value)),
            "additionalProperties" => !isObject || value.EnumerateObject().All(member => (schema.TryGetProperty("properties", out var declared) && declared.TryGetProperty(member.Name, out _)) || Check(root, arg, member.Value)),
            "items" => !isArray || value.EnumerateArray().Skip(schema.TryGetProperty("prefixItems", out var prefix) ? prefix.GetArrayLength() : 0).All(item => Check(root, arg, item)),
            "prefixItems" => !isArray || value.EnumerateArray().Zip(arg.EnumerateArray()).All(pair => Check(root, pair.Second, pair.First)),
            "minItems" => !isArray || value.GetArrayLength() >= arg.GetInt32(),
            "maxItems" => !isArray || value.GetArrayLength() <= arg.GetInt32(),
            "minLength" => !isText || value.GetString()!.EnumerateRunes().Count() >= arg.GetInt32(),
            "maxLength" => !isText || value.GetString()!.EnumerateRunes().Count() <= arg.GetInt32(),
            "pattern" => !isText || Regex.IsMatch(value.GetString()!, arg.GetString()!, RegexOptions.ECMAScript, TimeSpan.FromSeconds(1)),
            "format" => !isText || IsFormat(arg.GetString()!, value),
            "minimum" => !isNumber || value.GetDecimal() >= arg.GetDecimal(),
            "maximum" => !isNumber || value.GetDecimal() <= arg.GetDecimal(),
            "exclusiveMinimum" => !isNumber || value.GetDecimal() > arg.GetDecimal(),
            "exclusiveMaximum" => !isNumber || value.GetDecimal() < arg.GetDecimal(),
            "$defs" or "description" or "title" => true,
            _ => throw new ArgumentException($"The check does not know '{name}'.", nameof(name)),
        };
    }

    private static bool IsType(string type, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => type == "object",
        JsonValueKind.Array => type == "array",
        JsonValueKind.String => type == "string",
        JsonValueKind.Number => type == "number" || (type == "integer" && value.TryGetInt64(out _)),
        JsonValueKind.Null => type == "null",
        _ => type == "boolean",
    };

    private static bool IsFormat(string format, JsonElement value) => format switch
    {
        "date" => DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", out _),
        "date-time" => value.TryGetDateTimeOffset(out _),
        "uuid" => value.TryGetGuid(out _),
        "ipv4" => System.Net.IPAddress.TryParse(value.GetString(), out _),
        "uri" => Uri.TryCreate(value.GetString(), UriKind.Absolute, out _),
        "email" => value.GetString()!.Contains('@', StringComparison.Ordinal),
        "time" => TimeOnly.TryParse(value.GetString()!.TrimEnd('Z').Split('+', '-')[0], out _),
        "duration" => value.GetString()!.StartsWith('P'),
        _ => throw new ArgumentException($"The check does not know the format '{format}'.", nameof(format)),
    };

    private static JsonElement Resolve(JsonElement root, string reference) =>
        reference == "#" ? root : reference[2..].Split('/').Aggregate(root, static (element, name) => element.GetProperty(name));
}

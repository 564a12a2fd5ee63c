using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>Names a request by everything that can change its answer, and by nothing else.</summary>
/// <remarks>
/// Identifiers and timestamps of messages and calls are left out; calls are numbered, so that results stay with their calls.
/// What cannot be written exactly has no key: unsure means not cached.
/// </remarks>
internal static class ExactKey
{
    private const string Version = "optpolicy:1:";
    private const int HashBytes = 32;

    /// <summary>The key, or <see langword="null"/> and the reason why the request cannot be cached.</summary>
    /// <param name="request">The request.</param>
    /// <param name="models">Names the policy and the models behind it.</param>
    /// <param name="settings">The cache's settings.</param>
    /// <param name="reason">Why there is no key.</param>
    public static string? Of(PolicyRequest request, string models, ExactCacheSettings settings, out string? reason)
    {
        reason = StateBehind(request.Options);
        if (reason is not null) return null;

        var writer = new CanonicalWriter();
        try
        {
            writer.Tag(KeyPart.Policy);
            writer.Text(models);
            WriteScope(ref writer, request.Facts, settings.Scope);
            if (!MessageKey.TryWrite(ref writer, request.Messages)) reason = "a message holds something without a canonical form";
            else if (!OptionsKey.TryWrite(ref writer, request.Options)) reason = "the options hold something without a canonical form";
            if (reason is not null) return null;

            Span<byte> hash = stackalloc byte[HashBytes];
            writer.Hash(hash);
            return string.Concat(Version, Convert.ToHexString(hash));
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>Writes properties in the order of their names; <see langword="false"/> when a value has no canonical form.</summary>
    public static bool TryWriteProperties(ref CanonicalWriter writer, IEnumerable<KeyValuePair<string, object?>>? properties, bool asJson = false)
    {
        if (properties is not null && Others(properties) is { } others)
        {
            foreach (var (name, value) in others)
            {
                writer.Tag(KeyPart.Value);
                writer.Text(name);
                if (!TryWriteValue(ref writer, value, asJson)) return false;
            }
        }

        writer.Tag(KeyPart.End);
        return true;
    }

    /// <summary>Writes a value.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The value.</param>
    /// <param name="asJson">Whether providers send the value as JSON, so that its JSON says all of it; otherwise an object may hide what matters.</param>
    public static bool TryWriteValue(ref CanonicalWriter writer, object? value, bool asJson)
    {
        switch (value)
        {
            case null:
                writer.Text(null);
                return true;
            case string text:
                writer.Tag(KeyPart.Text);
                writer.Text(text);
                return true;
            case JsonElement { ValueKind: JsonValueKind.String } element:
                writer.Tag(KeyPart.Text);
                writer.Text(element.GetString());
                return true;
            case JsonElement element:
                writer.Text(element.GetRawText());
                return true;
            case bool flag:
                writer.Text(flag ? "true" : "false");
                return true;
            case int or long:
                writer.Text(Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture));
                return true;
            case double or float or decimal or JsonNode or IEnumerable<string>:
            case not null when asJson:
                if (!PortableJson.TryWrite(value, out var json)) return false;
                writer.Tag(KeyPart.Value);
                writer.Bytes(json);
                return true;
            default:
                return false;
        }
    }

    // Most requests carry no property but this library's own: those are in the scope.
    private static List<KeyValuePair<string, object?>>? Others(IEnumerable<KeyValuePair<string, object?>> properties)
    {
        List<KeyValuePair<string, object?>>? others = null;
        foreach (var property in properties)
        {
            if (!OutgoingOptions.IsOwn(property.Key)) (others ??= []).Add(property);
        }

        others?.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        return others;
    }

    /// <summary>Writes the tenant and the facts that separate entries.</summary>
    public static void WriteScope(ref CanonicalWriter writer, RequestFacts facts, IEnumerable<string> scope)
    {
        writer.Tag(KeyPart.Scope);
        writer.Text(facts.Tenant);
        foreach (var name in scope)
        {
            writer.Text(name);
            writer.Text(facts.ScopeValue(name));
        }

        writer.Tag(KeyPart.End);
    }

    /// <summary>State outside the request that decides its answer, or <see langword="null"/>.</summary>
    public static string? StateBehind(ChatOptions? options) => options switch
    {
        null => null,
        { RawRepresentationFactory: not null } => "RawRepresentationFactory is set",
        { ConversationId: not null } => "ConversationId is set",
        { ContinuationToken: not null } => "ContinuationToken is set",
        _ => null,
    };
}

using System.Globalization;

namespace OptPolicy;

/// <content>Who asks, and what the host knows about the request.</content>
public sealed partial class RequestFacts
{
    private string? _tenant;
    private string? _userId;
    private string? _session;
    private string? _intent;
    private double? _difficulty;
    private Dictionary<string, string>? _pinnedUser;

    /// <summary>The tenant; empty when the host names none.</summary>
    public string Tenant
    {
        get => _tenant ??= Read(RequestProperties.Tenant);
        set => _tenant = value;
    }

    /// <summary>The user within the tenant; empty when the host names none.</summary>
    public string UserId
    {
        get => _userId ??= Read(RequestProperties.User);
        set => _userId = value;
    }

    /// <summary>The conversation; empty when the host names none.</summary>
    public string Session
    {
        get => _session ??= Read(RequestProperties.Session);
        set => _session = value;
    }

    /// <summary>The intent that the host recognised; empty when it recognised none.</summary>
    public string Intent
    {
        get => _intent ??= Read(RequestProperties.Intent);
        set => _intent = value;
    }

    /// <summary>How hard the request is, 0 to 1. Without an estimate it counts as 1: when unsure, use the better model.</summary>
    public double Difficulty
    {
        get => _difficulty ??= ReadNumber(RequestProperties.Difficulty) ?? 1;
        set => _difficulty = value;
    }

    /// <summary>An attribute of the user, for example <c>tier</c>; empty when absent.</summary>
    public string User(string attribute)
    {
        if (_pinnedUser is not null && _pinnedUser.TryGetValue(attribute, out var pinned)) return pinned;
        return Options?.AdditionalProperties is { Count: > 0 } ? Read(RequestProperties.UserAttributePrefix + attribute) : "";
    }

    /// <summary>Pins an attribute of the user.</summary>
    public void SetUser(string attribute, string value) => (_pinnedUser ??= new(StringComparer.Ordinal))[attribute] = value;

    private string Read(string key) =>
        Options?.AdditionalProperties is { } properties && properties.TryGetValue(key, out var value)
            ? value as string ?? Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""
            : "";

    private double? ReadNumber(string key) =>
        Options?.AdditionalProperties is { } properties && properties.TryGetValue(key, out var value) ? PropertyNumber.Read(value) : null;
}

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
    private Dictionary<string, string>? _userAttributes;

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

    /// <summary>What the user wants: as the host says it, else as the policy's <c>intents</c> recognise it (<c>none</c> when it is none of them); empty when neither does.</summary>
    public string Intent
    {
        get
        {
            if (_intent is not null) return _intent;
            var given = Read(RequestProperties.Intent);
            if (given.Length == 0 && RecognisesIntents)
            {
                IsIntentWanted = true;
                return given;
            }

            return _intent = given;
        }

        set
        {
            _intent = value;
            IsIntentWanted = false;
        }
    }

    /// <summary>Whether an intent that the host does not give can be recognised.</summary>
    internal bool RecognisesIntents { get; set; }

    /// <summary>Whether somebody read the intent before it was recognised.</summary>
    internal bool IsIntentWanted { get; private set; }

    /// <summary>How hard the request is, 0 to 1. Without an estimate it counts as 1: when unsure, use the better model.</summary>
    public double Difficulty
    {
        get => _difficulty ??= ReadNumber(RequestProperties.Difficulty) ?? 1;
        set => _difficulty = value;
    }

    /// <summary>An attribute of the user, for example <c>tier</c>; empty when absent.</summary>
    public string User(string attribute)
    {
        if (_userAttributes is not null && _userAttributes.TryGetValue(attribute, out var known)) return known;
        if (Options?.AdditionalProperties is not { Count: > 0 }) return "";

        // Kept, so that a policy with many rules builds the property's name once a request.
        var value = Read(RequestProperties.UserAttributePrefix + attribute);
        SetUser(attribute, value);
        return value;
    }

    /// <summary>Pins an attribute of the user.</summary>
    public void SetUser(string attribute, string value) => (_userAttributes ??= new(StringComparer.Ordinal))[attribute] = value;

    /// <summary>Takes over who asks, and what the host knows about it.</summary>
    internal void IsAskedBy(RequestFacts other)
    {
        (_tenant, _userId, _session) = (other.Tenant, other.UserId, other.Session);
        (_intent, _difficulty) = (other._intent, other._difficulty);
        _userAttributes = other._userAttributes is { } known ? new(known, StringComparer.Ordinal) : null;
    }

    private string Read(string key) =>
        Options?.AdditionalProperties is { } properties && properties.TryGetValue(key, out var value)
            ? value as string ?? Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""
            : "";

    private double? ReadNumber(string key) =>
        Options?.AdditionalProperties is { } properties && properties.TryGetValue(key, out var value) ? PropertyNumber.Read(value) : null;
}

using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>Reads the decision trace of a response.</summary>
public static class DecisionTraceExtensions
{
    /// <summary>The trace of a response that a policy answered, or <see langword="null"/>.</summary>
    public static DecisionTrace? GetDecisionTrace(this ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return Read(response.AdditionalProperties);
    }

    /// <summary>The trace, when this is the last update of a stream that a policy answered, else <see langword="null"/>.</summary>
    public static DecisionTrace? GetDecisionTrace(this ChatResponseUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        return Read(update.AdditionalProperties);
    }

    private static DecisionTrace? Read(AdditionalPropertiesDictionary? properties) =>
        properties is not null && properties.TryGetValue(DecisionTrace.PropertyName, out var value) ? value as DecisionTrace : null;
}

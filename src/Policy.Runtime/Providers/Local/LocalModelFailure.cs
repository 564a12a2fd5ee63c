using OptPolicy.Kernels.Models;

namespace OptPolicy;

/// <summary>Why a local model cannot answer, in terms of the policy.</summary>
internal static class LocalModelFailure
{
    public static PolicyConfigurationException Of(string policy, ModelInfo model, string setting, string reason) =>
        new($"Policy '{policy}', model '{model.Name}', setting '{setting}': {reason}", new LocalModelException(reason));

    public static PolicyConfigurationException Of(string policy, ModelInfo model, LocalModelException error) =>
        new($"Policy '{policy}', model '{model.Name}', setting 'provider': {error.Message}", error);

    /// <summary>Whether a model of this process could not be opened: its requests may go elsewhere, and trying the same model again at once is of no use.</summary>
    public static bool Is(Exception error) => error is PolicyConfigurationException { InnerException: LocalModelException };
}

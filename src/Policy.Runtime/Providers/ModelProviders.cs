using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>Makes the client of a model whose provider needs none from the host.</summary>
internal static class ModelProviders
{
    /// <summary>Creates the client of <paramref name="model"/>; the caller owns it.</summary>
    /// <exception cref="PolicyConfigurationException">The provider lacks something, or the host must supply this model.</exception>
    public static IChatClient Create(string policy, ModelInfo model, IServiceProvider? services, PolicyChatClientOptions options) => model.Provider switch
    {
        ModelProvider.OpenAI => OpenAIModels.Create(policy, model, services),
        ModelProvider.Recorded => new RecordedChatClient(model.Name, Recording.Load(policy, model), options.TimeProvider, options.RecordedLatencyScale),
        ModelProvider.Client => throw new PolicyConfigurationException($"Policy '{policy}': nobody supplies model '{model.Name}'. Its provider is 'client', so pass an IChatClient for it when you add the policy."),
        ModelProvider.Onnx => LocalModels.Create(policy, model, services, options),
        _ => throw new PolicyConfigurationException($"Policy '{policy}', model '{model.Name}': provider '{model.Provider}' is not known to this version. Pass an IChatClient for the model instead."),
    };
}

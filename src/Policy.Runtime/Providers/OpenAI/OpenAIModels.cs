using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>Models of OpenAI and of endpoints that speak its protocol.</summary>
internal static class OpenAIModels
{
    public static IChatClient Create(string policy, ModelInfo model, IServiceProvider? services) =>
        OpenAIAccess.Client($"Policy '{policy}', model '{model.Name}'", model.Endpoint, model.ApiKeyName, services)
            .GetChatClient(model.ProviderArgument ?? model.Name)
            .AsIChatClient();
}

using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OptPolicy.Kernels;
using OptPolicy.Kernels.Chat;

namespace OptPolicy;

/// <summary>Clients of models that run in this process.</summary>
internal static class LocalModels
{
    /// <summary>A client that loads its model when it is first asked, or at once when the options say so.</summary>
    public static IChatClient Create(string policy, ModelInfo model, IServiceProvider? services, PolicyChatClientOptions options)
    {
        // Policies of one app share the weights of a model that several of them name. What calls cost is measured by the machine's clock,
        // whatever clock the policy runs by.
        var registry = services?.GetService<LocalModelRegistry>() ?? new LocalModelRegistry();
        var logger = (options.LoggerFactory ?? services?.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger("OptPolicy." + policy);
        var client = new LocalChatClient(model, token => OpenOrLogAsync(policy, model, registry, options.TimeProvider, logger, token), options.TimeProvider);
        if (options.PreloadLocalModels)
            client.Preload();
        return client;
    }

    private static async Task<IChatClient> OpenOrLogAsync(string policy, ModelInfo model, LocalModelRegistry registry, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            return await OpenAsync(policy, model, registry, time, logger, cancellationToken).ConfigureAwait(false);
        }
        catch (PolicyConfigurationException error)
        {
            LocalModelLog.NotLoaded(logger, policy, model.Name, error);
            throw;
        }
    }

    private static async Task<IChatClient> OpenAsync(string policy, ModelInfo model, LocalModelRegistry registry, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var local = model.Local ?? new LocalModelInfo();
        var folder = LocalFolder.Find(policy, model, model.ProviderArgument ?? "", "provider");
        var draft = local.DrafterFolder is { } declared ? LocalFolder.Find(policy, model, declared, "speculate") : null;
        try
        {
            var share = await registry.OpenAsync(folder, Options(model, local, draft), cancellationToken: cancellationToken).ConfigureAwait(false);
            try
            {
                LocalModelLog.Loaded(logger, policy, model, share.Model);
                return new SharedModelClient(share, new KernelsChatClient(share.Model, ownsModel: false, ChatOptions(model, local, time)));
            }
            catch
            {
                share.Dispose();
                throw;
            }
        }
        catch (Kernels.Models.LocalModelException error)
        {
            throw LocalModelFailure.Of(policy, model, error);
        }
    }

    private static LocalModelOptions Options(ModelInfo model, LocalModelInfo local, string? draft) => new()
    {
        Devices = local.Devices,
        Lanes = local.Lanes,
        Threads = local.Threads ?? 0,
        KeyValueMemoryLimit = local.CacheBytes,
        ContextTokens = model.ContextTokens > 0 ? (int)Math.Min(model.ContextTokens, int.MaxValue) : null,
        DraftFolder = draft,
        Speculates = local.Speculation.MaxLookahead > 0,
    };

    private static KernelsChatClientOptions ChatOptions(ModelInfo model, LocalModelInfo local, TimeProvider time) => new()
    {
        ModelId = model.Name,
        MaxOutputTokens = model.MaxOutputTokens > 0 ? (int)Math.Min(model.MaxOutputTokens, int.MaxValue) : null,
        Speculation = local.Speculation,
        Time = time,
    };

    /// <summary>A client and its hold on a shared model.</summary>
    private sealed class SharedModelClient(LocalModelShare share, IChatClient inner) : DelegatingChatClient(inner)
    {
        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (disposing)
                share.Dispose();
        }
    }
}

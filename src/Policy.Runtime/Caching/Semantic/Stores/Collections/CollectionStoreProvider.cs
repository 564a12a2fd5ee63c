using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.VectorData;

namespace OptPolicy;

/// <summary>Opens <c>collection("key")</c>: what the app registered as a keyed <c>VectorStoreCollection&lt;string, SemanticCacheRecord&gt;</c>.</summary>
internal sealed class CollectionStoreProvider : ISemanticStoreProvider
{
    public string Kind => "collection";

    public ISemanticStore Open(SemanticStoreSettings settings, IServiceProvider? services)
    {
        var key = settings.Store.Argument;
        return (services as IKeyedServiceProvider)?.GetKeyedService<VectorStoreCollection<string, SemanticCacheRecord>>(key) is { } collection
            ? new CollectionSemanticStore(settings, collection)
            : throw new PolicyConfigurationException(
                $"Policy '{settings.Policy}' keeps its semantic cache in collection(\"{key}\"), but the app registers none: services.AddKeyedSingleton(\"{key}\", provider => store.GetCollection<string, SemanticCacheRecord>(\"…\", SemanticCacheRecord.Definition({settings.Dimensions}))) as VectorStoreCollection<string, SemanticCacheRecord>.");
    }
}

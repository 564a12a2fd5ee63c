namespace OptPolicy;

/// <summary>The kinds of stores that need no other package.</summary>
internal static class SemanticStoreProviders
{
    public static IReadOnlyList<ISemanticStoreProvider> BuiltIn { get; } = [new LocalProvider(), new MemoryProvider(), new CollectionStoreProvider(), new LangCacheProvider()];

    private sealed class LocalProvider : ISemanticStoreProvider
    {
        public string Kind => "local";

        public ISemanticStore Open(SemanticStoreSettings settings, IServiceProvider? services) => LocalSemanticStore.Open(settings);
    }

    private sealed class MemoryProvider : ISemanticStoreProvider
    {
        public string Kind => "memory";

        public ISemanticStore Open(SemanticStoreSettings settings, IServiceProvider? services) => new MemorySemanticStore(settings);
    }
}

using Microsoft.Extensions.DependencyInjection;

namespace OptPolicy;

/// <summary>Finds the collections that a policy names.</summary>
internal static class RetrievalCollections
{
    private const string Local = "local";

    /// <exception cref="PolicyConfigurationException">There is no such collection; the message says what to do.</exception>
    public static IRetrievalCollection Open(PolicyRuntime runtime, RetrievalSettings settings, IRequestEmbedder embedder)
    {
        var where = $"Policy '{runtime.Policy.Name}', retrieve from {settings.Collection}";
        if (settings.Source.Kind == Local) return new LocalCollection(FolderOf(settings.Source.Argument), embedder, where, runtime.Time, runtime.Log);

        var key = settings.Source.Argument.Length > 0 ? settings.Source.Argument : settings.Collection;
        return runtime.Services?.GetKeyedService<IRetrievalCollection>(key)
            ?? throw new PolicyConfigurationException($"{where}: the app registers no collection under '{key}'. Call services.{nameof(RetrievalRegistration.AddRetrievalCollection)}(\"{key}\", …), or set source: local(\"folder\") to a folder that 'optpolicy index' made.");
    }

    private static string FolderOf(string declared)
    {
        var besideApp = Path.Combine(AppContext.BaseDirectory, declared);
        return Directory.Exists(besideApp) ? besideApp : Path.GetFullPath(declared);
    }
}

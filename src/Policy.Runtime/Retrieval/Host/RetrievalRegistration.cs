using System.Linq.Expressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.VectorData;

namespace OptPolicy;

/// <summary>Registers collections that policies retrieve from.</summary>
public static class RetrievalRegistration
{
    /// <summary>Registers a collection of Microsoft.Extensions.VectorData.</summary>
    /// <param name="services">The app's services.</param>
    /// <param name="name">The key that the policy names, or the name of its <c>retrieve from</c>.</param>
    /// <param name="collection">Finds the collection, for example a <c>VectorStoreCollection</c>. Its vectors must be of the policy's embedder.</param>
    /// <param name="passage">Reads a record.</param>
    /// <param name="scale">What the collection's scores mean; with another scale than its own, the wrong passages are kept.</param>
    /// <param name="filter">Which records a request may see, for a collection with documents of several tenants or users.</param>
    public static IServiceCollection AddRetrievalCollection<TRecord>(
        this IServiceCollection services,
        string name,
        Func<IServiceProvider, IVectorSearchable<TRecord>> collection,
        Func<TRecord, CollectionPassage> passage,
        ScoreScale scale = ScoreScale.CosineSimilarity,
        Func<RequestFacts, Expression<Func<TRecord, bool>>>? filter = null)
        where TRecord : class
    {
        ArgumentNullException.ThrowIfNull(collection);
        ArgumentNullException.ThrowIfNull(passage);
        return services.AddRetrievalCollection(name, provider => new VectorDataCollection<TRecord>(collection(provider), passage, scale, filter));
    }

    /// <summary>Registers a collection of the app's own.</summary>
    /// <param name="services">The app's services.</param>
    /// <param name="name">The key that the policy names, or the name of its <c>retrieve from</c>.</param>
    /// <param name="collection">Makes the collection, once.</param>
    public static IServiceCollection AddRetrievalCollection(this IServiceCollection services, string name, Func<IServiceProvider, IRetrievalCollection> collection)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(collection);
        return services.AddKeyedSingleton(name, (provider, _) => collection(provider));
    }
}

namespace OptPolicy;

/// <summary>Opens stores of one kind. A package registers it in the app's services; policies name the kind.</summary>
public interface ISemanticStoreProvider
{
    /// <summary>The kind that policies write: <c>redis</c>, <c>postgres</c>, …</summary>
    string Kind { get; }

    /// <summary>Opens a store. Servers are not contacted before the first use, so that an app starts while they are down.</summary>
    /// <param name="settings">What the policy and the embedder say.</param>
    /// <param name="services">The app's services.</param>
    /// <exception cref="PolicyConfigurationException">The settings make no sense to this kind.</exception>
    ISemanticStore Open(SemanticStoreSettings settings, IServiceProvider? services);
}

/// <summary>What a store must know.</summary>
/// <param name="Policy">The policy's name.</param>
/// <param name="Store">Kind and argument.</param>
/// <param name="Dimensions">Components of a vector.</param>
/// <param name="Capacity">The most entries of the policy; a store that can evicts the least valuable beyond it.</param>
/// <param name="CapacityPerScope">The most entries of one scope; <see langword="null"/> for no quota.</param>
/// <param name="Time">The clock that decides what is expired.</param>
public sealed record SemanticStoreSettings(string Policy, SemanticStoreInfo Store, int Dimensions, int Capacity, int? CapacityPerScope, TimeProvider Time);

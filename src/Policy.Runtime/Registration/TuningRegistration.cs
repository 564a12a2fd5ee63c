using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace OptPolicy;

/// <summary>Connects the tunable settings of a policy with the app's configuration. Called by generated code.</summary>
public static class TuningRegistration
{
    /// <summary>Registers the options class of a policy: bound from its section, checked against the policy's ranges, reloaded when the configuration changes.</summary>
    /// <typeparam name="T">The generated options class.</typeparam>
    /// <param name="services">The app's services.</param>
    /// <param name="section">The configuration section.</param>
    /// <param name="bind">Reads overrides into an instance and adds a message for each text it cannot read.</param>
    /// <param name="check">Gives a message for each value outside its range.</param>
    /// <remarks>Invalid values at start throw <see cref="OptionsValidationException"/>; an invalid reload is logged and changes nothing.</remarks>
    public static void Add<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>(
        IServiceCollection services,
        string section,
        Action<IConfiguration, T, ICollection<string>> bind,
        Func<T, IEnumerable<string>> check)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions();
        services.TryAddSingleton<IOptionsFactory<T>>(provider => new TuningOptionsFactory<T>(
            new OptionsFactory<T>(
                provider.GetServices<IConfigureOptions<T>>().Prepend(new TuningBinder<T>(Section(provider, section), bind)),
                provider.GetServices<IPostConfigureOptions<T>>(),
                provider.GetServices<IValidateOptions<T>>().Append(new TuningValidator<T>(check))),
            provider.GetService<ILoggerFactory>()?.CreateLogger("OptPolicy.Tuning") ?? NullLogger.Instance));
        services.AddSingleton<IOptionsChangeTokenSource<T>>(provider => new ConfigurationChangeTokenSource<T>(Section(provider, section)));
    }

    /// <summary>The values of a policy's tunable settings in an app: they follow the configuration where <see cref="Add"/> was called, and are the policy's defaults elsewhere.</summary>
    /// <typeparam name="T">The generated options class.</typeparam>
    public static TuningSource<T> Source<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>(IServiceProvider? services)
        where T : class, new() =>
        services?.GetService<IOptionsFactory<T>>() is TuningOptionsFactory<T> && services.GetService<IOptionsMonitor<T>>() is { } monitor
            ? new TuningSource<T>(monitor)
            : new TuningSource<T>(new T());

    // An app without configuration keeps the defaults.
    private static IConfiguration Section(IServiceProvider provider, string section) =>
        provider.GetService<IConfiguration>()?.GetSection(section) ?? (IConfiguration)new ConfigurationBuilder().Build();
}

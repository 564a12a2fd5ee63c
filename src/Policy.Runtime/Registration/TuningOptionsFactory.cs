using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OptPolicy;

/// <summary>Creates tuning options; after the first valid ones, an invalid configuration gives those again.</summary>
/// <remarks>
/// The stock factory throws out of <c>IConfigurationRoot.Reload</c> instead, which would stop the reload of everything else,
/// and leave the monitor without a value. Thread-safe.
/// </remarks>
internal sealed class TuningOptionsFactory<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>(IOptionsFactory<T> inner, ILogger logger) : IOptionsFactory<T>
    where T : class
{
    private volatile T? _lastValid;

    public T Create(string name)
    {
        try
        {
            return _lastValid = inner.Create(name);
        }
        catch (OptionsValidationException exception) when (_lastValid is not null)
        {
            TuningLog.Rejected(logger, typeof(T).Name, exception.Message);
            return _lastValid;
        }
    }
}

/// <summary>Reads the overrides of one section.</summary>
internal sealed class TuningBinder<T>(IConfiguration section, Action<IConfiguration, T, ICollection<string>> bind) : IConfigureOptions<T>
    where T : class
{
    public void Configure(T options)
    {
        var errors = new List<string>();
        bind(section, options, errors);
        if (errors.Count > 0)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(T), errors);
        }
    }
}

/// <summary>Checks ranges.</summary>
internal sealed class TuningValidator<T>(Func<T, IEnumerable<string>> check) : IValidateOptions<T>
    where T : class
{
    public ValidateOptionsResult Validate(string? name, T options)
    {
        var errors = check(options).ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}

namespace Signaling.Settings;

/// <summary>The configuration is wrong; lists all that is.</summary>
public sealed class ConfigurationException(IReadOnlyList<string> problems)
    : Exception("The configuration has problems:\n" + string.Join('\n', problems.Select(problem => "  - " + problem)));

using System.ComponentModel;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Signaling.Settings;

/// <summary>Reads options from configuration. What is no setting, or has no value of its kind, is told with everything else that is wrong.</summary>
public static class SettingsReader
{
    /// <param name="section">What is configured.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static T Read<T>(IConfigurationSection section, List<string> problems)
        where T : new()
    {
        var good = new Dictionary<string, string?>();
        Check(section, typeof(T), good, problems);
        return new ConfigurationBuilder().AddInMemoryCollection(good).Build().GetSection(section.Path).Get<T>() ?? new T();
    }

    /// <summary>The names of all settings below a section; <c>&lt;n&gt;</c> stands for a number in a list.</summary>
    public static IEnumerable<string> Names(string path, Type type)
    {
        if (IsScalar(type)) return [path];
        if (ItemOf(type) is { } item) return IsScalar(item) ? [path] : Names($"{path}:<n>", item);
        return type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite).SelectMany(property => Names($"{path}:{property.Name}", property.PropertyType));
    }

    private static void Check(IConfigurationSection section, Type type, Dictionary<string, string?> good, List<string> problems)
    {
        if (IsScalar(type))
        {
            if (section.Value is { } value && !CanBe(type, value)) problems.Add($"{section.Path} is '{value}'; it must be {Kind(type)}.");
            else good[section.Path] = section.Value;
        }
        else if (ItemOf(type) is { } item)
        {
            foreach (var child in section.GetChildren()) Check(child, item, good, problems);
        }
        else
        {
            foreach (var child in section.GetChildren())
            {
                var property = type.GetProperty(child.Key, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);
                if (property is { CanWrite: true }) Check(child, property.PropertyType, good, problems);
                else problems.Add($"{child.Path} is not a setting; docs/configuration.md lists them.");
            }
        }
    }

    private static Type? ItemOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    private static bool IsScalar(Type type) => type == typeof(string) || (Nullable.GetUnderlyingType(type) ?? type) is { IsValueType: true };

    private static bool CanBe(Type type, string value)
    {
        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value) is not null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or NotSupportedException)
        {
            return false;
        }
    }

    private static string Kind(Type type) => type switch
    {
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) || type == typeof(long) => "a whole number",
        _ when type == typeof(double) => "a number",
        _ => "of type " + type.Name,
    };
}

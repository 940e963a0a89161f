using Mono.Cecil;
using Mono.Cecil.Cil;

namespace CloudApp.Tests.Architecture;

/// <summary>
/// Which namespaces of an assembly use which, as its metadata and its code say: base types, members, attributes, local
/// variables and every instruction. A constant leaves no trace: the compiler copies it to its user.
/// </summary>
internal sealed class NamespaceGraph
{
    private const string Ours = "CloudApp.";
    private readonly Dictionary<string, Dictionary<string, string>> _uses = new(StringComparer.Ordinal);

    private NamespaceGraph(ModuleDefinition module)
    {
        foreach (var type in module.GetTypes()) ReadType(type);
    }

    internal IReadOnlyCollection<string> Namespaces => _uses.Keys;

    /// <summary>Reads an assembly; nothing of it is loaded or run.</summary>
    internal static NamespaceGraph Read(Stream assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        return new NamespaceGraph(module);
    }

    /// <summary>Groups of namespaces each of which leads to every other one of its group; a parent and its child are two.</summary>
    internal IReadOnlyList<IReadOnlyList<string>> Cycles()
    {
        var reached = _uses.Keys.ToDictionary(name => name, Reach, StringComparer.Ordinal);
        return [.. _uses.Keys
            .Where(name => reached[name].Contains(name))
            .GroupBy(name => reached[name].Where(other => reached[other].Contains(name)).Min(StringComparer.Ordinal)!, StringComparer.Ordinal)
            .Select(group => (IReadOnlyList<string>)[.. group.Order(StringComparer.Ordinal)])];
    }

    /// <summary>One line per use inside a cycle, with an example of who uses whom.</summary>
    internal IEnumerable<string> Explain(IReadOnlyList<string> cycle) =>
        from user in cycle
        from used in _uses[user]
        where cycle.Contains(used.Key, StringComparer.Ordinal)
        select $"{user} -> {used.Key}, e.g. {used.Value}";

    private HashSet<string> Reach(string start)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var ahead = new Stack<string>(_uses[start].Keys);
        while (ahead.TryPop(out var name))
        {
            if (!reached.Add(name) || !_uses.TryGetValue(name, out var further)) continue;
            foreach (var next in further.Keys) ahead.Push(next);
        }

        return reached;
    }

    private void ReadType(TypeDefinition type)
    {
        var user = Outermost(type);
        if (!user.Namespace.StartsWith(Ours, StringComparison.Ordinal)) return;
        if (!_uses.ContainsKey(user.Namespace)) _uses[user.Namespace] = new Dictionary<string, string>(StringComparer.Ordinal);
        Use(user, type.BaseType);
        foreach (var implemented in type.Interfaces) Use(user, implemented.InterfaceType);
        foreach (var parameter in type.GenericParameters) UseAll(user, parameter.Constraints.Select(c => c.ConstraintType));
        UseAttributes(user, type);
        foreach (var field in type.Fields)
        {
            Use(user, field.FieldType);
            UseAttributes(user, field);
        }

        foreach (var property in type.Properties) UseAttributes(user, property);
        foreach (var method in type.Methods) ReadMethod(user, method);
    }

    private void ReadMethod(TypeDefinition user, MethodDefinition method)
    {
        UseMethod(user, method);
        UseAttributes(user, method);
        foreach (var parameter in method.Parameters) UseAttributes(user, parameter);
        foreach (var parameter in method.GenericParameters) UseAll(user, parameter.Constraints.Select(c => c.ConstraintType));
        if (!method.HasBody) return;
        UseAll(user, method.Body.Variables.Select(variable => variable.VariableType));
        UseAll(user, method.Body.ExceptionHandlers.Select(handler => handler.CatchType));
        foreach (var operand in method.Body.Instructions.Select(instruction => instruction.Operand)) UseOperand(user, operand);
    }

    private void UseOperand(TypeDefinition user, object? operand)
    {
        switch (operand)
        {
            case TypeReference type:
                Use(user, type);
                break;
            case FieldReference field:
                Use(user, field.DeclaringType);
                Use(user, field.FieldType);
                break;
            case MethodReference method:
                UseMethod(user, method);
                break;
            case CallSite site:
                Use(user, site.ReturnType);
                break;
        }
    }

    private void UseMethod(TypeDefinition user, MethodReference method)
    {
        Use(user, method.DeclaringType);
        Use(user, method.ReturnType);
        UseAll(user, method.Parameters.Select(parameter => parameter.ParameterType));
        if (method is GenericInstanceMethod generic) UseAll(user, generic.GenericArguments);
    }

    private void UseAttributes(TypeDefinition user, ICustomAttributeProvider provider)
    {
        foreach (var attribute in provider.CustomAttributes)
        {
            Use(user, attribute.AttributeType);
            // Compilers name a method's state machine this way: it is a part of the same type.
            if (string.Equals(attribute.AttributeType.Namespace, "System.Runtime.CompilerServices", StringComparison.Ordinal)) continue;
            UseAll(user, attribute.ConstructorArguments.Select(argument => argument.Value).OfType<TypeReference>());
        }
    }

    private void UseAll(TypeDefinition user, IEnumerable<TypeReference?> used)
    {
        foreach (var type in used) Use(user, type);
    }

    private void Use(TypeDefinition user, TypeReference? used)
    {
        if (used is GenericInstanceType generic) UseAll(user, generic.GenericArguments);
        if (used is IModifierType modified) Use(user, modified.ModifierType);
        if (used is null or GenericParameter || used.GetElementType() is not { } element || element is GenericParameter) return;
        // Another assembly's type is another room's matter: projects cannot use each other in a circle.
        if (Outermost(element) is not { Scope: ModuleDefinition } type || !type.Namespace.StartsWith(Ours, StringComparison.Ordinal)) return;
        if (string.Equals(type.Namespace, user.Namespace, StringComparison.Ordinal)) return;
        _uses[user.Namespace].TryAdd(type.Namespace, $"{user.Name} uses {type.Name}");
    }

    private static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}

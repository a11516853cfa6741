"""To whom the tenancy's own rows belong, where they don't say it by themselves."""

from .libraries import register as register_libraries
from .registry import register_shared, register_task_subjects, register_unexported


def register() -> None:
    """Called once, when the tenancy is ready."""
    register_libraries()
    register_shared("of the open registers, for every association", "tenancy.Municipality", "tenancy.Mandate")
    register_shared("the Union's own", "tenancy.Union", "tenancy.LiaisonExpert")
    register_shared("the line the Union keeps of who left", "tenancy.Departure")
    register_unexported("tenancy.AssociationExport")
    for task in ("wagtail.tasks.update_reference_index_task", "modelsearch.tasks.insert_or_update_object_task"):
        register_task_subjects(task, lambda args: [(f"{args[0]}.{args[1]}", args[2])])

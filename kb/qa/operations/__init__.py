"""What can be answered: one function for each kind of answer, named as in intents.yaml."""

from collections.abc import Callable, Mapping

from kb.qa.asked import Asked
from kb.qa.models import Answer
from kb.qa.operations.approving import approving_units
from kb.qa.operations.cited import cited_content, cited_number
from kb.qa.operations.comparing import common_units, compare_tasks
from kb.qa.operations.coordinating import compare_units, coordination, partners
from kb.qa.operations.figure_comparing import compare_figures
from kb.qa.operations.figures import figure
from kb.qa.operations.members import collective_members
from kb.qa.operations.meta import document_meta
from kb.qa.operations.orders import orders_to_bodies
from kb.qa.operations.parties import outside_party
from kb.qa.operations.passages import (
    deliverables,
    location,
    measures,
    named_list,
    which_task,
)
from kb.qa.operations.ranking import busiest_units, widest_tasks
from kb.qa.operations.refusals import personal_details
from kb.qa.operations.regulations import (
    cited_documents,
    plan_basis,
    regulation_basis,
    regulation_cited,
    regulation_usage,
)
from kb.qa.operations.sections import definition, section_items
from kb.qa.operations.task_lists import due_tasks, tasks_by_leads, tasks_citing, tasks_without_units
from kb.qa.operations.tasks import tasks_of_unit
from kb.qa.operations.times import base_year, deadline, is_due
from kb.qa.operations.units import all_units, count_units, role_of_unit, units_beside, units_of_task
from kb.qa.operations.wholes import all_targets, all_tasks
from kb.qa.operations.yes_no import is_unit_responsible

Operation = Callable[[Asked], Answer]

OPERATIONS: Mapping[str, Operation] = {
    operation.__name__: operation
    for operation in (
        approving_units,
        base_year,
        busiest_units,
        cited_content,
        cited_documents,
        cited_number,
        collective_members,
        common_units,
        outside_party,
        personal_details,
        compare_figures,
        compare_tasks,
        compare_units,
        coordination,
        count_units,
        deadline,
        definition,
        deliverables,
        document_meta,
        due_tasks,
        figure,
        is_due,
        is_unit_responsible,
        location,
        measures,
        named_list,
        orders_to_bodies,
        partners,
        plan_basis,
        regulation_basis,
        regulation_cited,
        regulation_usage,
        role_of_unit,
        section_items,
        all_tasks,
        all_targets,
        all_units,
        tasks_by_leads,
        tasks_citing,
        tasks_of_unit,
        tasks_without_units,
        units_beside,
        units_of_task,
        widest_tasks,
        which_task,
    )
}

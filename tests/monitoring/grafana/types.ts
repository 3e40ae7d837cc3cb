// Grafana's own types of what a dashboard holds; constants written after this by tests/monitoring/dashboards_test.py must have them.
import type {Dashboard as GrafanaDashboard} from "@grafana/schema/dist/types/raw/dashboard/x/types.gen";
import type {Options as GrafanaStat} from "@grafana/schema/dist/types/raw/composable/stat/panelcfg/x/types.gen";
import type {FieldConfig as GrafanaField, Options as GrafanaTimeseries}
  from "@grafana/schema/dist/types/raw/composable/timeseries/panelcfg/x/types.gen";

// As JSON has it: an enum is one of its values.
type Json<T> = T extends string ? `${T}` : T extends number ? number : T extends boolean ? T
  : T extends (infer U)[] ? Json<U>[] : T extends object ? {[K in keyof T]: Json<T[K]>} : T;
type Dashboard = Json<GrafanaDashboard>;
type Stat = Partial<Json<GrafanaStat>>;
type Timeseries = Json<GrafanaTimeseries>;
type Field = Json<GrafanaField>;
